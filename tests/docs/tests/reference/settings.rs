//! Settings, as the server reads them.

use std::fmt::Write as _;

use docs_tests::root;
use expect_test::expect_file;
use forgather_workspace::{SETTINGS, SettingPlace};

#[test]
fn settings_are_made_of_the_code() {
    let mut out = "<!-- Made of server/workspace/src/setting.rs by `cargo xtask docs`. -->\n\n# Settings\n\n\
         A workspace's settings are in `.forgather-ls.yaml` at its root, the folder that has `forgather_workspace`. An editor's are in \
         its own settings, below `forgather`. The editor's come first, then the command line's options, then the file's. All are \
         applied as soon as they change. What is wrong with the file is [told as a problem](../rules/settings-error.md).\n\n\
         | setting | without it | in the file |\n|---|---|---|\n"
        .to_owned();
    for setting in SETTINGS {
        let file = if setting.place == SettingPlace::Anywhere { "yes" } else { "no: the editor alone" };
        let anchor = setting.key.replace('.', "").to_lowercase();
        let _ = writeln!(out, "| [`{}`](#{anchor}) | `{}` | {file} |", setting.key, setting.default);
    }
    for setting in SETTINGS {
        let _ = write!(out, "\n## {}\n\n{}\n\nIt is {}.", setting.key, setting.summary, setting.values);
        if setting.place == SettingPlace::Anywhere {
            let _ = write!(out, " In the file:\n\n```yaml\n{}```\n", as_yaml(setting.key, setting.example));
        } else {
            out.push('\n');
        }
    }
    expect_file![root().join("docs/reference/settings.md")].assert_eq(&out);
}

/// The lines of a settings file that set this.
fn as_yaml(key: &str, value: &str) -> String {
    let levels: Vec<&str> = key.split('.').collect();
    let line = |(depth, name): (usize, &&str)| {
        let value = if depth + 1 == levels.len() { format!(" {value}") } else { String::new() };
        format!("{}{name}:{value}\n", "    ".repeat(depth))
    };
    levels.iter().enumerate().map(line).collect()
}
