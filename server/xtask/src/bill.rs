//! What the program is made of, as CycloneDX has it: every crate with its version, licence and checksum.

use crate::{dist, program};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The crates whose code is in what is handed out.
const ROOTS: [&str; 2] = ["forgather-ls", "forgather-session"];

/// A software bill of materials: CycloneDX 1.6 as JSON, the same for the same lock file.
pub(crate) fn of_materials(root: &Path, version: &str) -> Result<String, String> {
    let mut cargo = program::cargo(root);
    // What other systems need was never fetched.
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform"]);
    cargo.arg(dist::triple()?);
    let metadata = program::output(&mut cargo)?;
    let metadata: Value = serde_json::from_slice(&metadata.stdout)
        .map_err(|error| format!("`cargo metadata` prints no JSON: {error}"))?;
    let lock = fs::read_to_string(root.join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "forgather-ls", "version": version}},
        "components": components(&metadata, &checksums(&lock)),
    });
    Ok(format!("{bill:#}\n"))
}

fn components(metadata: &Value, checksums: &BTreeMap<(String, String), String>) -> Vec<Value> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
    let is_root =
        |id: &&String| packages.get(*id).is_some_and(|known| ROOTS.contains(&text(&known["name"]).as_str()));
    let mut left: Vec<String> = nodes.keys().filter(is_root).cloned().collect();
    let mut found = BTreeSet::new();
    while let Some(id) = left.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        for dependency in list(&nodes[&id]["deps"]) {
            // What only tests and build scripts use is not in the program.
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                left.push(text(&dependency["pkg"]));
            }
        }
    }
    let mut components: Vec<Value> = found
        .iter()
        .filter_map(|id| packages.get(id))
        .filter(|package| !package["source"].is_null())
        .map(|package| {
            let (name, version) = (text(&package["name"]), text(&package["version"]));
            let mut component = json!({
                "type": "library",
                "name": name,
                "version": version,
                "purl": format!("pkg:cargo/{name}@{version}"),
                "licenses": [{"expression": package["license"]}],
            });
            if let Some(checksum) = checksums.get(&(name, version)) {
                component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
            }
            component
        })
        .collect();
    components.sort_by_key(|component| text(&component["purl"]));
    components
}

/// The checksums of a lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
            line.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
        };
        if let (Some(name), Some(version), Some(checksum)) =
            (value("name"), value("version"), value("checksum"))
        {
            found.insert((name, version), checksum);
        }
    }
    found
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_named_with_its_checksum() {
        let bill = of_materials(&crate::repository(), "0.0.0").expect("a bill");
        let bill: Value = serde_json::from_str(&bill).expect("JSON");
        let components = bill["components"].as_array().expect("a list");
        let of = |name: &str| components.iter().find(|component| component["name"] == name);
        for name in ["clap", "pyo3", "ropey", "minijinja"] {
            let component = of(name).unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(component["hashes"][0]["content"].as_str().map(str::len), Some(64), "{name}");
            assert!(component["licenses"][0]["expression"].is_string(), "{name}");
        }
        // It may be passed on: `deny.toml` says under which licences, for `cargo deny`, too.
        let allowed = fs::read_to_string(crate::repository().join("deny.toml")).expect("deny.toml");
        let allowed =
            allowed.lines().find(|line| line.starts_with("allow = ")).expect("what is allowed").to_owned();
        for component in components {
            let expression = component["licenses"][0]["expression"].as_str().expect("a licence");
            let licence = spdx::Expression::parse_mode(expression, spdx::ParseMode::LAX).expect(expression);
            let is_allowed = licence.evaluate(|wanted| allowed.contains(&format!("\"{wanted}\"")));
            assert!(is_allowed, "{}: {expression}", component["name"]);
        }
        // Only tests use it.
        assert!(of("tempfile").is_none() && of("expect-test").is_none());
        assert!(of("forgather-ide").is_none(), "our own crates are the program");
    }
}
