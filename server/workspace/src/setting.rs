//! What can be set, told of each setting: the reference is made of this, and suggestions for a misspelled one.

/// A setting, as users meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its key; dots are levels.
    pub key: &'static str,
    /// What may be written.
    pub values: &'static str,
    /// What counts where nothing is set, as YAML.
    pub default: &'static str,
    /// A value that differs from the default, as YAML.
    pub example: &'static str,
    /// What it is for, in Markdown.
    pub summary: &'static str,
    /// Who sets it.
    pub place: SettingPlace,
}

/// Who sets a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingPlace {
    /// The workspace's settings file, or the editor.
    Anywhere,
    /// The editor alone: a workspace has no say in it.
    Editor,
}

/// Every setting, in the order of the documentation.
pub const SETTINGS: [Setting; 9] = [
    Setting {
        key: "dialect",
        values: "`current` or `2025-06`",
        default: "current",
        example: "2025-06",
        summary: "The dialect of all templates.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "python",
        values: "a path, or a command such as `python3.12`: an interpreter, or the folder of a virtual environment",
        default: "null",
        example: ".venv",
        summary: "The Python that configurations call: templates see its packages' versions, modules and signatures are \
                  looked up in it, and objects are constructed in it. A relative path counts from the workspace's root. Where it \
                  is not set, it is that of `VIRTUAL_ENV`, else of a folder `.venv` or `venv` that is in the project's folder or \
                  above it, else of `CONDA_PREFIX`, else that of the virtual environment that forgather-ls itself is in, else `python3` \
                  or `python` on `PATH`.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "exclude",
        values: "a list of patterns, as in `.gitignore`",
        default: "[]",
        example: "[old_experiments, 'drafts/*.yaml']",
        summary: "Files and folders that are left out. A name alone is meant anywhere, a pattern with a slash counts from the \
                  workspace's root, and a folder is meant with all that is in it.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "rules",
        values: "a mapping from codes of [rules](../rules/README.md) to `error`, `warning`, `info`, `hint` or `off`",
        default: "{}",
        example: "{ unused-anchor: off }",
        summary: "How severe a rule is. What is set in several places is put together, rule by rule.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "session.timeout",
        values: "a number of seconds, greater than 0",
        default: "120",
        example: "600",
        summary: "How long constructing a target may take before it is called off.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "inlayHints.values",
        values: "`true` or `false`",
        default: "true",
        example: "false",
        summary: "Show values of expressions that the text does not show itself.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "inlayHints.templates",
        values: "`true` or `false`",
        default: "true",
        example: "false",
        summary: "Show the template that an expression names.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "inlayHints.overridden",
        values: "`true` or `false`",
        default: "true",
        example: "false",
        summary: "Show by how many templates a block is overridden.",
        place: SettingPlace::Anywhere,
    },
    Setting {
        key: "trusted",
        values: "`true` or `false`",
        default: "true",
        example: "false",
        summary: "Whether code of the workspace may run when a target is constructed. With `false`, constructing is refused, and a \
                  Python session that runs is ended.",
        place: SettingPlace::Editor,
    },
];

/// The keys of one level that a settings file may have: `""` is the outermost level, `session` that below `session`.
pub(crate) fn keys_below(parent: &str) -> impl Iterator<Item = &'static str> {
    let prefix = if parent.is_empty() { String::new() } else { format!("{parent}.") };
    let mut last = "";
    SETTINGS
        .iter()
        .filter(|setting| setting.place == SettingPlace::Anywhere)
        .filter_map(move |setting| setting.key.strip_prefix(prefix.as_str())?.split('.').next())
        // Keys of one level stand together, as a test asserts.
        .filter(move |key| std::mem::replace(&mut last, key) != *key)
}

#[cfg(test)]
mod tests {
    use yaml_serde::{Mapping, Value};

    use super::*;
    use crate::UserSettings;

    /// Settings that have this value, and nothing else.
    fn with(key: &str, value: &str) -> Value {
        let value: Value = yaml_serde::from_str(value).expect("YAML");
        key.rsplit('.').fold(value, |value, key| {
            Value::Mapping(Mapping::from_iter([(Value::String(key.to_owned()), value)]))
        })
    }

    #[test]
    fn what_is_told_of_a_setting_is_read() {
        for setting in SETTINGS.iter().filter(|setting| setting.place == SettingPlace::Anywhere) {
            let (default, problems) = UserSettings::from_value(&with(setting.key, setting.default));
            assert_eq!(problems, [], "{}", setting.key);
            let (example, problems) = UserSettings::from_value(&with(setting.key, setting.example));
            assert_eq!(problems, [], "{}", setting.key);
            assert_ne!(example, default, "{}", setting.key);
            assert_ne!(example, UserSettings::default(), "{}", setting.key);
        }
    }

    #[test]
    fn the_editor_alone_says_what_is_trusted() {
        for setting in SETTINGS.iter().filter(|setting| setting.place == SettingPlace::Editor) {
            let (read, problems) = UserSettings::from_value(&with(setting.key, setting.example));
            assert_eq!((read, problems.len()), (UserSettings::default(), 1), "{}", setting.key);
        }
    }

    #[test]
    fn keys_of_each_level_once() {
        let outermost: Vec<&str> = keys_below("").collect();
        assert_eq!(outermost, ["dialect", "python", "exclude", "rules", "session", "inlayHints"]);
        assert_eq!(keys_below("session").collect::<Vec<_>>(), ["timeout"]);
        assert_eq!(keys_below("inlayHints").collect::<Vec<_>>(), ["values", "templates", "overridden"]);
    }
}
