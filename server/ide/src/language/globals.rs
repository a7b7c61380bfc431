//! The names that every template sees, and attributes and methods that belong to values.

use super::{Word, word};

/// Sorted by name.
pub(super) const GLOBALS: &[Word] = &[
    word("abspath", "(path)", "the path made absolute by the working directory, as `os.path.abspath`"),
    word("basename", "(p)", "the last part of a path, as `os.path.basename`"),
    word("cycler", "(*items)", "an object whose `next()` gives the items in turn"),
    word("dict", "(mapping=(), **items)", "a dict of the items given by name, after those of a mapping"),
    word("dirname", "(p)", "a path without its last part, as `os.path.dirname`"),
    word("filetime", "()", "the local time for a file's name: `2026-02-20T14-03-00`"),
    word("forgather_config_dir", "()", "the folder of the user's settings for Forgather"),
    word("getcwd", "()", "the working directory of the process that loads the configuration"),
    word("hostname", "", "the name of this machine"),
    word("isotime", "()", "the local time: `2026-02-20T14:03:00`"),
    word(
        "joiner",
        "(sep=', ')",
        "an object that gives nothing when it is first called, and the separator from then on",
    ),
    word(
        "joinpath",
        "(a, *p)",
        "the parts joined to a path, as `os.path.join`; an undefined part is an error",
    ),
    word(
        "modname_from_path",
        "(module_name)",
        "the name that a file's module has: its last part without the extension",
    ),
    word(
        "namespace",
        "(mapping=(), **attributes)",
        "an object whose attributes `set ns.x = …` can change anywhere, also within blocks and loops",
    ),
    word(
        "normpath",
        "(path)",
        "the path without `.` and `..`, as `os.path.normpath`; an undefined path is an error",
    ),
    word("now", "()", "the local time as Python's `datetime`"),
    word("project_dir", "", "the folder of the project, which holds `meta.yaml`"),
    word("range", "(start, stop, step)", "the numbers from `start`, or 0, up to before `stop`"),
    word("relpath", "(path, start=None)", "the path as seen from a folder, as `os.path.relpath`"),
    word("repr", "(obj)", "the value as Python's `repr` shows it"),
    word(
        "site_config_dir",
        "(appname=None, appauthor=None, version=None, multipath=False, ensure_exists=False)",
        "the folder of settings for all users, as `platformdirs` has it",
    ),
    word(
        "site_data_dir",
        "(appname=None, appauthor=None, version=None, multipath=False, ensure_exists=False)",
        "the folder of data for all users, as `platformdirs` has it",
    ),
    word("splitext", "(p)", "a path as a pair: all before the extension, and the extension with its dot"),
    word("uname", "", "what the system is: `system`, `node`, `release`, `version`, `machine`"),
    word(
        "user_cache_dir",
        "(appname=None, appauthor=None, version=None, roaming=False, ensure_exists=False)",
        "the folder of the user's caches, as `platformdirs` has it",
    ),
    word(
        "user_config_dir",
        "(appname=None, appauthor=None, version=None, roaming=False, ensure_exists=False)",
        "the folder of the user's settings, as `platformdirs` has it",
    ),
    word(
        "user_data_dir",
        "(appname=None, appauthor=None, version=None, roaming=False, ensure_exists=False)",
        "the folder of the user's data, as `platformdirs` has it",
    ),
    word("user_home_dir", "()", "the user's home folder"),
    word("utcfiletime", "()", "the time in UTC for a file's name: `2026-02-20T14-03-00`"),
    word("utcisotime", "()", "the time in UTC: `2026-02-20T14:03:00`"),
    word("utcnow", "()", "the time in UTC as Python's `datetime`"),
    word(
        "versions",
        "",
        "the installed versions of `python`, `torch`, `transformers` and `accelerate`, by name",
    ),
    word("workspace_root", "", "the folder of the workspace, which holds `forgather_workspace`"),
];

/// What `loop` tells within a `for`.
pub(super) const LOOP: &[Word] = &[
    word("index", "", "which item it is, counted from 1"),
    word("index0", "", "which item it is, counted from 0"),
    word("first", "", "whether it is the first item"),
    word("last", "", "whether it is the last item"),
    word("length", "", "how many items there are"),
    word("revindex", "", "how many items are left, this one included"),
    word("revindex0", "", "how many items are left after this one"),
    word("previtem", "", "the item before; undefined for the first"),
    word("nextitem", "", "the item after; undefined for the last"),
    word("depth", "", "how deep a recursive loop is, counted from 1"),
    word("depth0", "", "how deep a recursive loop is, counted from 0"),
    word("cycle", "(*args)", "one of the arguments, in turn"),
    word("changed", "(*value)", "whether the value differs from that of the item before"),
];

/// Methods of texts.
pub(super) const STRING: &[Word] = &[
    word("split", "(sep=None, maxsplit=-1)", "the parts between separators, or between white space"),
    word("join", "(iterable)", "the items as one text, with this text between them"),
    word("replace", "(old, new, count=-1)", "the text with one part replaced by another"),
    word("format", "(*args, **kwargs)", "the values put into the fields `{}` of the text"),
    word("strip", "(chars=None)", "the text without white space, or those characters, at both ends"),
    word("lstrip", "(chars=None)", "as `strip`, at the start only"),
    word("rstrip", "(chars=None)", "as `strip`, at the end only"),
    word("startswith", "(prefix)", "whether the text begins with that"),
    word("endswith", "(suffix)", "whether the text ends with that"),
    word("removeprefix", "(prefix)", "the text without that at its start"),
    word("removesuffix", "(suffix)", "the text without that at its end"),
    word("lower", "()", "the text in lower case"),
    word("upper", "()", "the text in upper case"),
    word("title", "()", "the text with each word's first character in upper case"),
    word("splitlines", "(keepends=False)", "the lines of the text"),
    word("find", "(sub)", "where a part first is; -1 if nowhere"),
    word("count", "(sub)", "how often a part is there"),
    word("isdigit", "()", "whether all characters are digits"),
];

/// Methods of dicts.
pub(super) const DICT: &[Word] = &[
    word("items", "()", "the pairs of key and value"),
    word("keys", "()", "the keys"),
    word("values", "()", "the values"),
    word("get", "(key, default=None)", "the value of a key, or the default where there is none"),
];

/// Methods of lists.
pub(super) const LIST: &[Word] = &[
    word("index", "(value)", "where a value first is"),
    word("count", "(value)", "how often a value is there"),
];
