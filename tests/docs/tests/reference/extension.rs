//! Commands, keys and settings of the extension for Visual Studio Code.

use std::fmt::Write as _;

use docs_tests::root;
use expect_test::expect_file;
use forgather_workspace::{SETTINGS, Setting, SettingPlace};
use serde_json::{Value, json};

/// What the extension contributes, if it is there.
fn extension() -> Option<Value> {
    let text = std::fs::read_to_string(root().join("editors/vscode/package.json")).ok()?;
    Some(serde_json::from_str::<Value>(&text).expect("package.json is JSON")["contributes"].clone())
}

/// The settings of the extension, in their order: key and what is said of it.
fn extension_settings(contributes: &Value) -> Vec<(&str, &Value)> {
    let sections = contributes["configuration"].as_array().expect("sections");
    let properties =
        sections.iter().flat_map(|section| section["properties"].as_object().expect("properties"));
    properties.map(|(key, value)| (key.as_str(), value)).collect()
}

#[test]
fn the_extension_has_the_settings_of_the_server() {
    let Some(contributes) = extension() else {
        return println!("skipped: settings of the extension: it is not there");
    };
    let theirs = extension_settings(&contributes);
    let mut wrong = String::new();
    for setting in SETTINGS {
        // Visual Studio Code itself knows what is trusted.
        if setting.place == SettingPlace::Editor {
            continue;
        }
        match theirs.iter().find(|(key, _)| *key == format!("forgather.{}", setting.key)) {
            None => _ = writeln!(wrong, "`forgather.{}` is missing", setting.key),
            Some((key, property)) => {
                if let Err(message) = agrees(&setting, property) {
                    let _ = writeln!(wrong, "`{key}`: {message}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "editors/vscode/package.json:\n{wrong}");
}

fn agrees(setting: &Setting, property: &Value) -> Result<(), String> {
    let default = match setting.default {
        "null" => json!(""),
        text => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    };
    if property["default"] != default {
        return Err(format!("the default is `{}`, not `{default}`", property["default"]));
    }
    // What may be written is said in words, with each in backquotes.
    let written: Vec<&str> = setting.values.split('`').skip(1).step_by(2).collect();
    let choices = [&property["enum"], &property["additionalProperties"]["enum"]];
    for choice in choices.into_iter().filter_map(Value::as_array) {
        let choice: Vec<&str> = choice.iter().filter_map(Value::as_str).collect();
        if choice != written {
            return Err(format!("the choices are {choice:?}, not {written:?}"));
        }
    }
    Ok(())
}

#[test]
fn commands_of_the_extension_are_made_of_the_code() {
    let Some(contributes) = extension() else {
        return println!("skipped: reference of the extension: it is not there");
    };
    let mut out = "<!-- Made of editors/vscode/package.json by `cargo xtask docs`. -->\n\n# Visual Studio Code\n\n\
         [Getting started](../start/vscode.md) says how to install the extension and what it shows.\n\n## Commands\n\n\
         | command | key | identifier |\n|---|---|---|\n"
        .to_owned();
    let none = Vec::new();
    let keys = contributes["keybindings"].as_array().unwrap_or(&none);
    let hidden = contributes["menus"]["commandPalette"].as_array().unwrap_or(&none);
    for command in contributes["commands"].as_array().expect("commands") {
        let name = &command["command"];
        if hidden.iter().any(|item| item["command"] == *name && item["when"] == "false") {
            continue;
        }
        let keys = keys.iter().filter(|key| key["command"] == *name).filter_map(|key| key["key"].as_str());
        let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
        let text = |key: &str| command[key].as_str().unwrap_or_default();
        let _ = writeln!(
            out,
            "| {}: {} | {} | `{}` |",
            text("category"),
            text("title"),
            keys.join(", "),
            text("command")
        );
    }
    out += "\n## Settings\n\n";
    for (key, property) in extension_settings(&contributes) {
        let said = ["markdownDescription", "description"].iter().find_map(|name| property[*name].as_str());
        let _ = write!(out, "### {key}\n\n{}\n\n", links(said.expect("a description")));
        let choices = property["enum"].as_array().unwrap_or(&none);
        let meanings = property["enumDescriptions"].as_array().unwrap_or(&none);
        for (index, choice) in choices.iter().enumerate() {
            let meaning = meanings.get(index).and_then(Value::as_str);
            let meaning = meaning.map_or_else(String::new, |meaning| format!(": {meaning}"));
            let _ = writeln!(out, "- `{}`{meaning}", choice.as_str().unwrap_or_default());
        }
        if !choices.is_empty() {
            out.push('\n');
        }
        let _ = write!(out, "Default: `{}`.", property["default"]);
        if SETTINGS.iter().any(|setting| key == format!("forgather.{}", setting.key)) {
            let anchor = key.trim_start_matches("forgather.").replace('.', "").to_lowercase();
            let _ = write!(out, " See [Settings](settings.md#{anchor}).");
        }
        out.push_str("\n\n");
    }
    expect_file![root().join("docs/reference/vscode.md")].assert_eq(&(out.trim_end().to_owned() + "\n"));
}

/// Visual Studio Code's links to a setting, `#name#`, as text.
fn links(text: &str) -> String {
    text.replace("`#", "`").replace("#`", "`")
}
