//! Every transcript, run by a client that fails on what is not in it.

use std::path::Path;

fn run(name: &str) {
    lsp_tests::run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts").join(name));
}

#[test]
fn edit() {
    run("edit.yaml");
}

#[test]
fn disk() {
    run("disk.yaml");
}

#[test]
fn settings() {
    run("settings.yaml");
}

#[test]
fn pull() {
    run("pull.yaml");
}

#[test]
fn choose() {
    run("choose.yaml");
}

#[test]
fn python() {
    run("python.yaml");
}

#[test]
fn actions() {
    run("actions.yaml");
}

#[test]
fn plain() {
    run("plain.yaml");
}

#[test]
fn ask() {
    run("ask.yaml");
}

#[test]
fn ask_plain() {
    run("ask_plain.yaml");
}

#[test]
fn symbols() {
    run("symbols.yaml");
}

#[test]
fn ranges() {
    run("ranges.yaml");
}

#[test]
fn tokens() {
    run("tokens.yaml");
}

#[test]
fn links() {
    run("links.yaml");
}

#[test]
fn formatting() {
    run("formatting.yaml");
}

#[test]
fn navigate() {
    run("navigate.yaml");
}

#[test]
fn clients() {
    run("clients.yaml");
}

#[test]
fn refresh() {
    run("refresh.yaml");
}
