;;; Eglot, which comes with Emacs 29 or newer, in init.el.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((c++-mode c++-ts-mode c-mode c-ts-mode) "chanvet-clangd")))
