//! From `initialize` to `shutdown`.

use std::path::PathBuf;

use ls_types::{PositionEncodingKind, WorkspaceFolder};
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use super::commands;
use super::features;
use super::positions::Encoding;
use super::state::{Event, Phase, Server};
use super::transport::RpcError;
use super::uris::{self, PREVIEW};

/// What is needed of the parameters of `initialize`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct InitializeParams {
    process_id: Option<i32>,
    root_uri: Option<ls_types::Uri>,
    root_path: Option<String>,
    workspace_folders: Option<Vec<WorkspaceFolder>>,
    initialization_options: Option<Value>,
    capabilities: Value,
    trace: Option<String>,
}

impl Server {
    /// `initialize`
    pub(crate) fn initialize(&mut self, params: Value) -> Result<Value, RpcError> {
        if self.phase != Phase::Uninitialized {
            return Err(RpcError::new(RpcError::INVALID_REQUEST, "`initialize` was sent before"));
        }
        let params: InitializeParams = Self::parse(params)?;
        self.client = Client::new(&params.capabilities);
        let offered = params.capabilities.pointer("/general/positionEncodings").cloned().unwrap_or_default();
        let offered: Vec<PositionEncodingKind> = serde_json::from_value(offered).unwrap_or_default();
        self.encoding = Encoding::negotiate(&offered);
        self.status.traces = params.trace.as_deref() == Some("verbose");
        let folders = params.workspace_folders.unwrap_or_default();
        self.roots = folders.iter().filter_map(|folder| uris::to_path(&folder.uri)).collect();
        if self.roots.is_empty() {
            let root = params.root_uri.as_ref().and_then(uris::to_path);
            self.roots.extend(root.or(params.root_path.map(PathBuf::from).filter(|path| path.is_absolute())));
        }
        if let Some(process) = params.process_id {
            self.watch_client(process);
        }
        // Settings that come with `initialize` spare a round trip to those clients that send them.
        if let Some(options) = params.initialization_options.filter(Value::is_object) {
            let ours = options.get("forgather").unwrap_or(&options);
            self.initial_settings(ours);
        }
        self.reload_settings_file();
        self.reset_database();
        self.phase = Phase::Initializing;
        Ok(json!({
            "capabilities": self.capabilities(),
            "serverInfo": {"name": "forgather-ls", "version": env!("CARGO_PKG_VERSION")},
        }))
    }

    fn capabilities(&self) -> Value {
        let mut capabilities = json!({
            "positionEncoding": self.encoding.kind(),
            "textDocumentSync": {
                "openClose": true,
                "change": 2,
                "save": {"includeText": false},
            },
            "executeCommandProvider": {"commands": commands::names(&self.client)},
            "workspace": {
                "workspaceFolders": {"supported": true, "changeNotifications": true},
                "textDocumentContent": {"schemes": [PREVIEW]},
            },
        });
        if let Some(all) = capabilities.as_object_mut() {
            all.extend(features::capabilities(&self.client));
        }
        if let Some(workspace) = capabilities["workspace"].as_object_mut() {
            workspace.extend(features::workspace_capabilities());
        }
        if self.client.pulls_diagnostics {
            capabilities["diagnosticProvider"] = json!({
                "identifier": "forgather",
                "interFileDependencies": true,
                "workspaceDiagnostics": true,
            });
        }
        capabilities
    }

    /// `initialized`
    pub(crate) fn initialized(&mut self) {
        if self.phase != Phase::Initializing {
            return;
        }
        self.phase = Phase::Running;
        self.register();
        self.request_settings();
    }

    /// Ends the server when the process that started it is gone: it may have left the streams open.
    fn watch_client(&self, process: i32) {
        #[cfg(unix)]
        if let Some(pid) = rustix::process::Pid::from_raw(process) {
            let queue = self.queue.clone();
            let alive =
                move || !matches!(rustix::process::test_kill_process(pid), Err(rustix::io::Errno::SRCH));
            let watch = move || {
                while alive() {
                    std::thread::sleep(CLIENT_POLL);
                }
                let _ = queue.send(Event::ClientDied);
            };
            let _ = std::thread::Builder::new().name("client".to_owned()).stack_size(1 << 16).spawn(watch);
        }
        #[cfg(not(unix))]
        let _ = process;
    }
}

/// How often the client is looked for.
#[cfg(unix)]
const CLIENT_POLL: std::time::Duration = std::time::Duration::from_secs(2);
