//! The oracle says what Forgather said: every corpus, byte for byte.

use std::process::Command;

use conformance::corpus::{self, CORPORA};
use conformance::oracle;

#[test]
fn the_oracle_agrees_with_every_corpus() {
    let Some(root) = corpus::corpus_root() else {
        return corpus::skip("the oracle against the corpora: no corpus");
    };
    let Some(python) = oracle::python() else {
        return corpus::skip("the oracle against the corpora: no Python with Jinja2");
    };
    for (name, _, _) in CORPORA {
        let output = Command::new(&python)
            .arg(oracle::script())
            .arg("corpus")
            .arg(root.join(name))
            .output()
            .expect("Python runs");
        assert!(
            output.status.success(),
            "{name}:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn every_corpus_reads_as_its_model() {
    if corpus::corpus_root().is_none() {
        return corpus::skip("reading the corpora: no corpus");
    }
    for (name, _, configurations) in CORPORA {
        let rows = corpus::read(name);
        assert!(rows.len() >= configurations, "{name} has {} of {configurations}", rows.len());
        assert!(rows.iter().all(|row| row.pp.is_some() != (row.stage == corpus::Stage::Pp)), "{name}");
        assert_eq!(corpus::facts(name).cwd, "/forgather", "{name}");
    }
}
