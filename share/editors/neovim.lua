-- Neovim 0.11 or newer, in init.lua. Filetypes and root markers are those of nvim-lspconfig's clangd.
vim.lsp.config("clangd", { cmd = { "chanvet-clangd" } })
vim.lsp.enable("clangd")
