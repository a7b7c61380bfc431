//! The real binary on small workspaces: what users see when all is well, and when it is not.

mod shared;

use shared::{META, Workspace, run};
use tempfile::TempDir;

/// Expands `configs/main.yaml` with that text, and asserts what standard error starts with.
fn rejected(text: &str, expected: &str) {
    let workspace = Workspace::new(&[("configs/main.yaml", text)]);
    let run = workspace.run(&["pp"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)), "{text:?}: {}", run.err);
    assert!(run.err.starts_with(expected), "{text:?}:\n{}\nnot\n{expected}", run.err);
}

#[test]
fn pp_prints_the_expansion_and_nothing_else() {
    let workspace = Workspace::new(&[("configs/main.yaml", "-- set x = 1e-5\na: {{ x }}\n")]);
    let run = workspace.run(&["pp"]);
    assert_eq!((run.out.as_str(), run.err.as_str(), run.code), ("a: 1e-05", "", Some(0)));
}

#[test]
fn pp_writes_a_file() {
    let workspace = Workspace::new(&[("configs/main.yaml", "a: 1\n")]);
    let file = workspace.path("out.yaml").to_string_lossy().into_owned();
    let run = workspace.run(&["pp", "-o", &file]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(0)));
    assert_eq!(std::fs::read_to_string(file).expect("the file"), "a: 1");
}

#[test]
fn pp_map_says_where_each_line_comes_from() {
    let base = "[block]\nbase: 1\n== 'x: ' ~ y\n";
    let main = "-- extends 'base.yaml'\n-- set y = 'é'\n[block]\n    == super()\n\n    own: {{ y }}\n-- include 'sub'\n#--- sub ---\n  deep: 2\n";
    let workspace = Workspace::new(&[("configs/main.yaml", main), ("base.yaml", base)]);
    let run = workspace.run(&["pp"]);
    assert_eq!(run.out, "base: 1\nx: é\n\n\n    own: é\n  deep: 2\n", "{}", run.err);
    let run = workspace.run(&["pp", "--map"]);
    // Read off the texts above: lines count from the file's start, columns in characters.
    let expected = r#"[
  {"line":1,"file":"project/templates/base.yaml","sourceLine":2,"sourceColumn":1,"kind":"text"},
  {"line":2,"file":"project/templates/base.yaml","sourceLine":3,"sourceColumn":4,"kind":"expression"},
  {"line":5,"file":"project/templates/configs/main.yaml","sourceLine":6,"sourceColumn":5,"kind":"text"},
  {"line":6,"file":"project/templates/configs/main.yaml","sourceLine":9,"sourceColumn":3,"kind":"text"}
]
"#;
    assert_eq!(run.out, expected);
}

#[test]
fn no_workspace() {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("meta.yaml"), META).expect("a file");
    let run = run(&["pp"], folder.path());
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("error: no workspace: neither `"), "{}", run.err);
    assert!(run.err.contains("`forgather_workspace` folder; make one"), "{}", run.err);
}

#[test]
fn no_project() {
    let folder = TempDir::new().expect("a temporary folder");
    let run = run(&["pp"], folder.path());
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.starts_with("error: no project: neither `") && run.err.contains("`meta.yaml`"),
        "{}",
        run.err
    );
}

#[test]
fn unknown_configuration() {
    let workspace = Workspace::new(&[("configs/main.yaml", ""), ("configs/other.yaml", "")]);
    let run = workspace.run(&["pp", "-t", "mian.yaml"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: unknown configuration `mian.yaml`; did you mean `main.yaml`?\nthe project has `main.yaml`, `other.yaml`\n"
    );
}

#[test]
fn missing_template() {
    let files = [("configs/main.yaml", "a: 1\n-- include 'prats/one.yaml'\n"), ("parts/one.yaml", "")];
    let run = Workspace::new(&files).run(&["pp"]);
    assert_eq!(
        run.err,
        "project/templates/configs/main.yaml:2:12: error[template-not-found]: there is no template `prats/one.yaml` \
         on the search path; did you mean `parts/one.yaml`?\n    looked for in `project/templates`\n"
    );
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_template_that_extends_itself() {
    let main = "project/templates/configs/main.yaml";
    rejected(
        "a: 1\n-- extends 'configs/main.yaml'\n",
        &format!(
            "{main}:2:12: error[render-limit]: this never ends: `configs/main.yaml` extends `configs/main.yaml`\n"
        ),
    );
}

#[test]
fn templates_that_include_each_other() {
    let files = [
        ("configs/main.yaml", "-- include 'a.yaml'\n"),
        ("a.yaml", "x: 1\n-- include 'configs/main.yaml'\n"),
    ];
    let run = Workspace::new(&files).run(&["pp"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
    assert!(run.err.contains("error[render-limit]: this never ends: "), "{}", run.err);
    assert!(run.err.contains("`a.yaml` → `configs/main.yaml`"), "{}", run.err);
    assert!(run.err.lines().count() < 40, "the chain is endless:\n{}", run.err);
}

#[test]
fn invalid_utf8() {
    let workspace = Workspace::new(&[("configs/main.yaml", "-- include 'bad.yaml'\n")]);
    workspace.write("project/templates/bad.yaml", b"a: 1\nb: \xff\n");
    let run = workspace.run(&["pp"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.err,
        "project/templates/configs/main.yaml:1:12: error[template-not-found]: template `bad.yaml` cannot be read: \
         project/templates/bad.yaml: it is not UTF-8: byte 9 (on line 2) cannot be read; save the file as UTF-8\n"
    );
}

#[test]
fn invalid_utf8_in_the_configuration_itself() {
    let workspace = Workspace::new(&[]);
    workspace.write("project/templates/configs/main.yaml", b"\xc3\x28");
    let run = workspace.run(&["pp"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
    assert!(run.err.contains("it is not UTF-8: byte 1 (on line 1)"), "{}", run.err);
}

#[test]
fn crlf_expands_and_keeps_its_lines() {
    let text = "-- set x = 1\r\na: {{ x }}\r\n#--- sub ---\r\nb: 1\r\n";
    let workspace = Workspace::new(&[("configs/main.yaml", text)]);
    assert_eq!(workspace.run(&["pp"]).out, "a: 1");
    rejected(
        "a: 1\r\n\r\nb: {{ nope }}\r\n",
        "project/templates/configs/main.yaml:3:7: error[undefined-variable]",
    );
}

#[test]
fn a_byte_order_mark_is_text_as_in_forgather() {
    let workspace = Workspace::new(&[("configs/main.yaml", "\u{feff}a: 1\n")]);
    assert_eq!(workspace.run(&["pp"]).out, "\u{feff}a: 1");
    rejected("\u{feff}a: {{ nope }}\n", "project/templates/configs/main.yaml:1:8: error[undefined-variable]");
}

#[test]
fn undefined_variables_are_named_as_written() {
    let at = "project/templates/configs/main.yaml";
    rejected("a: {{ nope }}\n", &format!("{at}:1:7: error[undefined-variable]: `nope` is undefined\n"));
    rejected(
        "-- set ns = namespace(learning_rate=1)\nlr: {{ 1 + ns.learning_rat }}\n",
        &format!(
            "{at}:2:12: error[undefined-variable]: `ns.learning_rat` is undefined: namespace `ns` has no \
             `learning_rat`; did you mean `ns.learning_rate`?\n"
        ),
    );
    rejected(
        "-- set lr = 1\n== joinpath('a', rl, 'b')\n",
        &format!("{at}:2:18: error[undefined-variable]: `rl` is undefined; did you mean `lr`?\n"),
    );
}

#[test]
fn unclosed_block() {
    rejected(
        "a: 1\n-- block one\nb: 2\n",
        "project/templates/configs/main.yaml:3:1: error[jinja-syntax]: the template ends and `block` on line 2 is still \
         open: expected `endblock`\n    project/templates/configs/main.yaml:2:1: `block` is opened here\n",
    );
}

#[test]
fn unclosed_expression_is_reported_where_it_should_end() {
    rejected(
        "a: {{ 1\nb: 2\n",
        "project/templates/configs/main.yaml:1:7: error[jinja-syntax]: `}}` is missing here",
    );
    rejected(
        "a: 1\nb: {{ 'x }}\nc: 'y'\n",
        "project/templates/configs/main.yaml:2:7: error[jinja-syntax]: this string",
    );
}

#[test]
fn all_syntax_problems_of_a_template_are_reported() {
    let workspace = Workspace::new(&[("configs/main.yaml", "a: {{ 1 + }}\n-- bogus\nb: {{ x. }}\n")]);
    let run = workspace.run(&["pp"]);
    let lines: Vec<&str> = run.err.lines().filter_map(|line| line.split(": error").next()).collect();
    let at = "project/templates/configs/main.yaml";
    assert_eq!(lines, [format!("{at}:1:11"), format!("{at}:2:4"), format!("{at}:3:10")], "{}", run.err);
}

#[test]
fn a_header_at_the_end_of_the_file() {
    for text in ["a: 1\n[last!]", "a: 1\n[last!]\n"] {
        let run = Workspace::new(&[("configs/main.yaml", text)]).run(&["pp"]);
        assert_eq!((run.out.as_str(), run.code), ("a: 1\n", Some(0)), "{text:?}: {}", run.err);
    }
}

#[test]
fn a_problem_comes_with_the_steps_that_lead_to_it() {
    let files = [
        ("configs/main.yaml", "-- extends 'base.yaml'\n-- block part\n== super()\n-- endblock\n"),
        ("base.yaml", "-- from 'm.jinja' import f\nx: 1\n-- block part\n== f(1)\n-- endblock\n"),
        ("m.jinja", "-- macro f(a)\n{{ a + 'x' }}\n-- endmacro\n"),
    ];
    let run = Workspace::new(&files).run(&["pp"]);
    let templates = "project/templates";
    assert_eq!(
        run.err,
        format!(
            "{templates}/m.jinja:2:4: error[template-error]: unsupported operand type(s) for +: 'int' and 'str' \
             (TypeError) in `a + 'x'`\n    \
             macro `f` called at {templates}/base.yaml:4:4\n    \
             parent block `part` called at {templates}/configs/main.yaml:3:4\n    \
             block `part` placed at {templates}/base.yaml:3:10\n    \
             extended at {templates}/configs/main.yaml:1:12\n"
        )
    );
}

#[test]
fn endless_work_is_a_problem() {
    let loops = "{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}x{% endfor %}{% endfor %}{% endfor %}";
    rejected(loops, "project/templates/configs/main.yaml:1:");
    for text in [
        loops,
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set ns = namespace(x='x') %}{% for i in range(99999) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set l = range(99999)|list %}{% for i in range(99999) %}{% if l %}{% endif %}{% endfor %}",
        "{{ 'x' * 999999999 }}",
    ] {
        let run = Workspace::new(&[("configs/main.yaml", text)]).run(&["pp"]);
        assert!(run.err.contains("error[render-limit]"), "{text}: {}", run.err);
    }
    rejected(
        "{{ range(100001) }}",
        "project/templates/configs/main.yaml:1:4: error[template-error]: Range too big",
    );
}

#[test]
fn deep_nesting_is_a_problem_not_a_crash() {
    for text in [
        format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)),
        format!("{{{{ {}1 }}}}", "-".repeat(50_000)),
        format!("{{{{ {}1 }}}}", "not ".repeat(50_000)),
        format!("{}{}", "{% if true %}".repeat(20_000), "{% endif %}".repeat(20_000)),
        format!("{{{{ {} }}}}", "[".repeat(100_000)),
    ] {
        let run = Workspace::new(&[("configs/main.yaml", &text)]).run(&["pp"]);
        assert_eq!(run.code, Some(1), "{}", &run.err[..run.err.len().min(300)]);
        assert!(run.err.contains("error[jinja-syntax]"), "{}", &run.err[..run.err.len().min(300)]);
    }
}

#[test]
fn meta_problems_are_at_their_place() {
    let workspace = Workspace::new(&[("configs/main.yaml", "")]);
    workspace.write("project/meta.yaml", b"name: x\nsearchdir: {{ nope }}\n");
    let run = workspace.run(&["meta"]);
    assert!(run.err.starts_with("project/meta.yaml:2:15: error[undefined-variable]: `nope`"), "{}", run.err);
    workspace.write("project/meta.yaml", b"## c\nname: x\nsearchdir: [ {a: 1} ]\n");
    let run = workspace.run(&["pp"]);
    assert_eq!(run.err, "project/meta.yaml:3:1: error[meta-error]: `searchdir` must be a list of folders\n");
    workspace.write("project/meta.yaml", b"name: x\n  bad: [\n");
    let run = workspace.run(&["ls"]);
    assert!(
        run.err.contains("project/meta.yaml:2:") && run.err.contains("error[meta-error]: this is no YAML"),
        "{}",
        run.err
    );
}

#[test]
fn ls_lists_names_descriptions_and_causes() {
    let meta = "meta: !dict\n    config_name: \"One\"\n    config_description: \"The first\"\nmain: 1\n";
    let files = [
        ("configs/main.yaml", meta),
        ("configs/sub/two.yaml", "main: 2\n"),
        ("configs/broken.yaml", "a: {{ nope }}\n"),
        ("configs/alias.yaml", "a: *nope\n"),
    ];
    let workspace = Workspace::new(&files);
    let run = workspace.run(&["ls"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "Made up");
    assert!(lines[1].starts_with("    alias.yaml    error[undefined-alias]: "), "{}", run.out);
    assert!(
        lines[2].starts_with("    broken.yaml   error[undefined-variable]: `nope` is undefined"),
        "{}",
        run.out
    );
    assert_eq!(lines[3], "    [main.yaml]   One : The first");
    assert_eq!(lines[4], "    sub/two.yaml");
    assert_eq!((lines.len(), run.code), (5, Some(0)));
    let run = workspace.run(&["ls", "-r"]);
    assert!(run.out.contains("Made up\n"), "{}", run.out);
}

#[test]
fn targets_are_the_keys_that_can_be_constructed() {
    let text = ".define: &x 1\nmain: *x\nb: !call:dict@n {}\nmain: 2\n";
    let workspace = Workspace::new(&[("configs/main.yaml", text)]);
    let run = workspace.run(&["targets"]);
    assert_eq!((run.out.as_str(), run.code), ("main\nb\n", Some(0)), "{}", run.err);
    let run = Workspace::new(&[("configs/main.yaml", "- 1\n")]).run(&["targets"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(0)));
}

#[test]
fn trefs_shows_who_uses_whom() {
    let files = [
        (
            "configs/main.yaml",
            "-- extends 'base.yaml'\n-- block a\n-- include 'sub.t'\n-- endblock\n#--- sub.t ---\n-- from 'm.jinja' import f\n",
        ),
        ("base.yaml", "-- from 'm.jinja' import f\n-- block a\n-- endblock\n"),
        ("m.jinja", "-- macro f()\n-- endmacro\n"),
    ];
    let workspace = Workspace::new(&files);
    assert_eq!(
        workspace.run(&["trefs"]).out,
        "configs/main.yaml  project/templates/configs/main.yaml\n\
         ├─ extends (line 1) base.yaml  project/templates/base.yaml\n\
         │  └─ imports (line 1) m.jinja  project/templates/m.jinja\n\
         └─ includes (line 3) sub.t  within project/templates/configs/main.yaml\n   \
            └─ imports (line 6) m.jinja  (see above)\n"
    );
    assert_eq!(
        workspace.run(&["trefs", "--format", "files"]).out,
        "project/templates/configs/main.yaml\nproject/templates/base.yaml\nproject/templates/m.jinja\n"
    );
    let dot = workspace.run(&["trefs", "--format", "dot"]).out;
    assert!(dot.starts_with("digraph templates {") && dot.contains("t0 -> t1 [label=\"extends\""), "{dot}");
}

#[test]
fn tlist_and_meta() {
    let workspace = Workspace::new(&[("configs/main.yaml", ""), ("a/b.jinja", "")]);
    assert_eq!(workspace.run(&["tlist"]).out, "a/b.jinja\nconfigs/main.yaml\n");
    let meta = workspace.run(&["meta"]).out;
    assert!(meta.contains("name             Made up\n"), "{meta}");
    assert!(meta.contains("search path      project/templates\n"), "{meta}");
}

#[test]
fn translate_shows_jinja() {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("x.yaml"), "-- if x:\n== y\n-- endif\n#--- s ---\n[b]\n")
        .expect("a file");
    let current = run(&["translate", "x.yaml"], folder.path());
    assert_eq!(
        current.out,
        "{% if x: %}\n{{ y }}\n{% endif %}\n#--- s ---\n{% block b %}\n{% endblock b +%}"
    );
    let older = run(&["translate", "x.yaml", "--dialect", "2025-06"], folder.path());
    assert!(older.out.ends_with("#--- s ---\n[b]\n"), "{}", older.out);
}

#[test]
fn facts_pin_the_world() {
    let workspace = Workspace::new(&[(
        "configs/main.yaml",
        "a: {{ isotime() }} {{ getcwd() }} {{ hostname }} {{ versions.torch }} {{ forgather_config_dir() }}\n",
    )]);
    let facts = r#"{"now": "2025-06-07T04:25:44", "utcnow": "2025-06-07T11:25:44", "hostname": "h", "user": "u",
        "home": "/home/u", "cwd": "/c", "uname": {"system": "Linux", "node": "h", "release": "6", "version": "1",
        "machine": "m"}, "versions": {"torch": "2.9.0"}}"#;
    workspace.write("facts.json", facts.as_bytes());
    let file = workspace.path("facts.json").to_string_lossy().into_owned();
    let run = workspace.run(&["pp", "--facts", &file]);
    assert_eq!(run.out, "a: 2025-06-07T04:25:44 /c h 2.9.0 /home/u/.config/forgather", "{}", run.err);
}

#[test]
fn messages_speak_of_what_the_user_wrote() {
    let at = "project/templates/configs/main.yaml";
    for (text, expected) in [
        (
            "-- set x = \n",
            "1:12: error[jinja-syntax]: expected an expression, found the end of the statement",
        ),
        ("a: {{ }}\n", "1:7: error[jinja-syntax]: expected an expression, found the end of the expression"),
        (
            "a: {{ none.x }}\n",
            "1:7: error[undefined-variable]: `none.x` is undefined: `none` has no attributes",
        ),
        (
            "-- set x = none\na: {{ x.y }}\n",
            "2:7: error[undefined-variable]: `x.y` is undefined: `x` is none, which has no attributes",
        ),
        ("a: {{ [1][3] }}\n", "1:7: error[undefined-variable]: `[1][3]` is undefined: `[1]` has 1 item"),
        ("a: {{ {}.k }}\n", "1:7: error[undefined-variable]: `{}.k` is undefined: the dict `{}` has no `k`"),
        ("-- blok a\n", "1:4: error[jinja-syntax]: unknown statement `blok`; did you mean `block`?"),
        ("-- do x\n", "1:4: error[jinja-syntax]: `do` is a Jinja2 extension that Forgather does not enable"),
        ("a: {{ 1|uper }}\n", "1:9: error[unknown-filter]: there is no filter `uper`; did you mean `upper`?"),
        ("a: {{ 1 is ood }}\n", "1:12: error[unknown-test]: there is no test `ood`; did you mean `odd`?"),
    ] {
        rejected(text, &format!("{at}:{expected}\n"));
    }
}
