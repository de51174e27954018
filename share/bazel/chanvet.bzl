"""Reports of chanvet for the C++ targets of a workspace; docs/bazel.md says more.

    bazel build --aspects=//tools:chanvet.bzl%chanvet --output_groups=report //...
    bazel build --aspects=//tools:chanvet.bzl%chanvet --output_groups=check //...
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_PROGRAMS = ["cc_binary", "cc_test"]
_RULES = _PROGRAMS + ["cc_library"]
_SOURCES = ["cc", "cpp", "cxx", "c++", "C"]

# Models name files by absolute paths, which must still hold when a program is put together.
_ON_THIS_MACHINE = {"no-remote": "1", "no-sandbox": "1"}

# Findings do not fail the action, or there would be no report; what was not analysed does.
_WRITE_REPORT = """
text=$1; sarif=$2; failed=$3; shift 3
status=0
"$@" --quiet --format short --output "$text" --format sarif --output "$sarif" || status=$?
[ $status -le 1 ] || exit $status
echo $status > "$failed"
"""

_FAIL_ON_FINDINGS = """
[ "$(cat "$1")" = 0 ] || { cat "$2" >&2; exit 1; }
touch "$3"
"""

_Models = provider(
    doc = "The models of the sources of a target, and of what it depends on.",
    fields = {"files": "depset of files"},
)

def _sources(ctx):
    return [
        file
        for source in getattr(ctx.rule.attr, "srcs", [])
        for file in source.files.to_list()
        if file.extension in _SOURCES
    ]

def _copts(ctx):
    flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts
    for flag in getattr(ctx.rule.attr, "copts", []):
        flags = flags + ctx.tokenize(ctx.expand_make_variables("copts", flag, {}))
    return flags

def _is_foreign(folder):
    return "external" in folder.split("/")

def _compiler(target, ctx, toolchain):
    """The compiler of a target and its flags."""
    context = target[CcInfo].compilation_context
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )

    # Bazel hands on `includes` as folders of the system, in which nothing is reported.
    folders = context.system_includes.to_list()
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        user_compile_flags = _copts(ctx),
        include_directories = depset(
            [folder for folder in folders if not _is_foreign(folder)],
            transitive = [context.includes],
        ),
        quote_include_directories = context.quote_includes,
        system_include_directories = depset([folder for folder in folders if _is_foreign(folder)]),
        preprocessor_defines = depset(
            context.local_defines.to_list(),
            transitive = [context.defines],
        ),
    )
    compiler = cc_common.get_tool_for_action(
        feature_configuration = features,
        action_name = ACTION_NAMES.cpp_compile,
    )
    flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = ACTION_NAMES.cpp_compile,
        variables = variables,
    )
    return [compiler] + flags

def _database(target, ctx, toolchain, sources):
    database = ctx.actions.declare_file(target.label.name + ".chanvet/compile_commands.json")
    root = "../" * database.dirname.count("/") + ".."
    compiler = _compiler(target, ctx, toolchain)
    entries = [
        struct(
            directory = root,
            file = source.path,
            arguments = compiler + ["-c", source.path],
        )
        for source in sources
    ]
    ctx.actions.write(database, json.encode(entries))
    return database

def _inputs(target, ctx, toolchain, direct):
    return depset(
        direct + ctx.files._config,
        transitive = [target[CcInfo].compilation_context.headers, toolchain.all_files],
    )

def _config_arguments(ctx):
    return ["--config", ctx.files._config[0].path] if ctx.files._config else []

def _map(target, ctx, toolchain, database, source):
    model = ctx.actions.declare_file(
        "%s.chanvet/%s.cvm" % (target.label.name, source.short_path),
    )
    ctx.actions.run(
        executable = ctx.attr._program,
        arguments = ["map", "-p", database.path, "-o", model.path, source.path],
        inputs = _inputs(target, ctx, toolchain, [database, source]),
        outputs = [model],
        mnemonic = "ChanvetMap",
        progress_message = "Reading %s for programs that use it" % source.short_path,
        execution_requirements = _ON_THIS_MACHINE,
        use_default_shell_env = True,
    )
    return model

def _report(target, ctx, toolchain, database, sources, models):
    """Looks at the sources of a target, and at what they make together with models."""
    name = target.label.name + ".chanvet/report"
    text, sarif, failed = [
        ctx.actions.declare_file(name + end)
        for end in [".txt", ".sarif", ".status"]
    ]
    ctx.actions.run_shell(
        command = _WRITE_REPORT,
        arguments = [text.path, sarif.path, failed.path, ctx.attr._program, "check"] +
                    ["-p", database.path] + _config_arguments(ctx) +
                    [file.path for file in sources + models],
        inputs = _inputs(target, ctx, toolchain, [database] + sources + models),
        outputs = [text, sarif, failed],
        mnemonic = "Chanvet",
        progress_message = "Looking for leaks and deadlocks in %s" % target.label,
        execution_requirements = _ON_THIS_MACHINE,
        use_default_shell_env = True,
    )
    return text, sarif, failed

def _check(target, ctx, text, failed):
    passed = ctx.actions.declare_file(target.label.name + ".chanvet/passed")
    ctx.actions.run_shell(
        command = _FAIL_ON_FINDINGS,
        arguments = [failed.path, text.path, passed.path],
        inputs = [failed, text],
        outputs = [passed],
        mnemonic = "ChanvetCheck",
        progress_message = "Findings of %s" % target.label,
    )
    return passed

def _models_of_dependencies(ctx):
    return [
        dependency[_Models].files
        for dependency in getattr(ctx.rule.attr, "deps", [])
        if _Models in dependency
    ]

def _chanvet_impl(target, ctx):
    dependencies = depset(transitive = _models_of_dependencies(ctx))
    sources = _sources(ctx) if ctx.rule.kind in _RULES and not target.label.workspace_name else []
    if not sources:
        return [_Models(files = dependencies)]

    toolchain = find_cpp_toolchain(ctx)
    database = _database(target, ctx, toolchain, sources)
    models = [_map(target, ctx, toolchain, database, source) for source in sources]
    others = dependencies.to_list() if ctx.rule.kind in _PROGRAMS else []
    text, sarif, failed = _report(target, ctx, toolchain, database, sources, others)
    return [
        _Models(files = depset(models, transitive = [dependencies])),
        OutputGroupInfo(
            report = depset([text, sarif]),
            check = depset([_check(target, ctx, text, failed)]),
        ),
    ]

def chanvet_aspect(config = None, program = "chanvet"):
    """Makes an aspect, to be kept in a global variable of a .bzl file.

    Args:
      config: the label of a .chanvet.yaml; without it, defaults hold.
      program: the command, as PATH or an absolute path leads to it.
    Returns:
      The aspect.
    """
    return aspect(
        implementation = _chanvet_impl,
        attr_aspects = ["deps"],
        attrs = {
            "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
            "_config": attr.label_list(
                default = [config] if config else [],
                allow_files = True,
            ),
            "_program": attr.string(default = program, values = [program]),
        },
        fragments = ["cpp"],
        toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    )

chanvet = chanvet_aspect()
