//! Every transcript, run by a client that is not ours and knows the protocol's types and the client's capabilities.

use std::path::{Path, PathBuf};
use std::process::Command;

use lsp_tests::binary;

/// The Python that `cargo xtask test` makes, or that of the repository; none where it lacks the client.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    let python = std::env::var_os("FORGATHER_TEST_PYTHON").map_or(own, PathBuf::from);
    let status = Command::new(&python).args(["-c", "import pytest_lsp, yaml"]).output().ok()?.status;
    status.success().then_some(python)
}

#[test]
fn transcripts() {
    let Some(python) = python() else {
        let reason = "an independent client: there is no Python with pytest-lsp and PyYAML";
        assert!(
            std::env::var_os("CI").is_none_or(|value| value != "true"),
            "cannot be skipped here: {reason}"
        );
        println!("skipped: {reason}");
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder.join("transcripts")).expect("a folder");
    let mut transcripts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    transcripts.sort();
    assert!(!transcripts.is_empty());
    for transcript in transcripts {
        let mut client = Command::new(&python);
        client.arg(folder.join("client/run.py")).arg(binary()).arg(&transcript);
        let output = client.output().expect("the client runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {complaint}", transcript.display());
    }
}
