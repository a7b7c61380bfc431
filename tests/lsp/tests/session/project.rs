//! A project whose configurations name Python of its own.

use std::fs;
use std::path::PathBuf;

use lsp_tests::{Client, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A workspace with one project.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// A project with a configuration, and a module `made.py` in its folder.
    pub(crate) fn new(configuration: &str, module: &str) -> Self {
        let project = Self { folder: TempDir::new().expect("a temporary folder") };
        fs::create_dir_all(project.path("../forgather_workspace")).expect("a folder");
        project.write("meta.yaml", "name: Made up\ndefault_config: main.yaml\nsearchdir: [\"{{ joinpath(project_dir, 'templates') }}\"]\n");
        project.write("templates/configs/main.yaml", configuration);
        project.write("made.py", module);
        project
    }

    /// A path below the project's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let root = self.folder.path().canonicalize().expect("the folder is there");
        match name.strip_prefix("../") {
            Some(name) => root.join(name),
            None => root.join("project").join(name),
        }
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// The uri of its configuration.
    pub(crate) fn uri(&self) -> String {
        uri(&self.path("templates/configs/main.yaml"))
    }

    /// A server for it.
    pub(crate) fn client(&self) -> Client {
        self.client_with(&[], &json!({}))
    }

    /// A server with some arguments, for a client with some capabilities.
    pub(crate) fn client_with(&self, arguments: &[&str], capabilities: &Value) -> Client {
        let mut client = Client::initialized(arguments, &uri(&self.path("../")), capabilities);
        client.ignore("forgather/status");
        client.ignore("textDocument/publishDiagnostics");
        client
    }

    /// Constructs a target.
    pub(crate) fn materialize(&self, client: &mut Client, target: &str) -> Value {
        self.materialize_with(client, target, json!({}))
    }

    /// Constructs a target, with more in the command's argument.
    pub(crate) fn materialize_with(&self, client: &mut Client, target: &str, more: Value) -> Value {
        client.command("forgather.materialize", self.argument(target, more))
    }

    /// The argument of the command.
    pub(crate) fn argument(&self, target: &str, mut more: Value) -> Value {
        more["uri"] = self.uri().into();
        more["target"] = target.into();
        more
    }
}
