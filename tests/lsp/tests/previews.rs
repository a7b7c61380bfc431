//! Ways between templates and previews.

use std::fs;
use std::path::Path;

use lsp_tests::{Client, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

const META: &str = "searchdir: [\"{{ joinpath(project_dir, 'templates') }}\", \"{{ joinpath(project_dir, '../shared') }}\"]\n";

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("a file");
}

#[test]
fn of_projects_that_share_a_template_and_names_of_configurations() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    fs::create_dir_all(root.join("forgather_workspace")).expect("a folder");
    let shared = root.join("shared/base.yaml");
    write(&shared, "-- block head\n<< endblock head\nsize: 1\n");
    for (project, head) in [("one", ""), ("two", "-- block head\nname: two\n-- endblock head\n")] {
        write(&root.join(project).join("meta.yaml"), META);
        write(
            &root.join(project).join("templates/configs/main.yaml"),
            &format!("-- extends 'base.yaml'\n{head}"),
        );
    }
    let mut client = Client::initialized(&[], &uri(&root), &json!({}));
    client.ignore("forgather/status");
    client.ignore("textDocument/publishDiagnostics");
    client.settle();
    let mut lines = Vec::new();
    for project in ["one", "two"] {
        let main = uri(&root.join(project).join("templates/configs/main.yaml"));
        let preview = client.command("forgather.previewExpandedConfig", json!({"uri": main}))["uri"].take();
        let position = json!({"line": 2, "character": 0});
        let argument = json!({"uri": uri(&shared), "position": position, "preview": preview});
        let places: Value = client.command("forgather.previewAt", argument);
        assert_eq!(places[0]["uri"], preview);
        lines.push(places[0]["range"]["start"]["line"].as_u64());
        let argument = json!({"uri": main, "config": "main.yaml"});
        let templates = client.command("forgather.listTemplates", argument);
        assert_eq!(
            templates,
            json!([{"name": "configs/main.yaml", "uri": main}, {"name": "base.yaml", "uri": uri(&shared)}])
        );
    }
    // Of both previews, each with a line of its own before that line or not.
    assert_eq!(lines, [Some(0), Some(1)]);
    client.finish();
}

#[test]
fn a_setting_leads_to_what_it_decides() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    fs::create_dir_all(root.join("forgather_workspace")).expect("a folder");
    write(&root.join("project/meta.yaml"), "name: Made up\n");
    let base = "-- set ns = namespace()\n-- block config\n-- set ns.size = 1\n<< endblock config\n-- set double = ns.size * 2\nhead: 0\nsize: {{ ns.size }}\ntwice: {{ double }}\n";
    write(&root.join("project/templates/base.yaml"), base);
    let main = root.join("project/templates/configs/main.yaml");
    let text = "-- extends 'base.yaml'\n[config]\n    -- set ns.size = 3\n    -- set ns.other = 4\n";
    write(&main, text);
    let mut client = Client::initialized(&[], &uri(&root), &json!({}));
    client.ignore("forgather/status");
    client.ignore("textDocument/publishDiagnostics");
    client.settle();
    let preview = client.command("forgather.previewExpandedConfig", json!({"uri": uri(&main)}));
    let shown: Vec<&str> = preview["text"].as_str().expect("a text").lines().collect();
    let mut places_of = |line: u64| -> Vec<String> {
        let argument = json!({"uri": uri(&main), "position": {"line": line, "character": 14}});
        let places = client.command("forgather.previewAt", argument);
        let place = |place: &Value| {
            let range = |end: &str| place["range"][end]["character"].as_u64().expect("a column") as usize;
            let line = place["range"]["start"]["line"].as_u64().expect("a line") as usize;
            format!("{}|{}", &shown[line][..range("start")], &shown[line][range("start")..range("end")])
        };
        places.as_array().expect("places").iter().map(place).collect()
    };
    // What is read of it, and what is made of that.
    assert_eq!(places_of(2), ["size: |3", "twice: |6"]);
    // What nobody reads leads nowhere.
    assert_eq!(places_of(3), [""; 0]);
    client.finish();
}
