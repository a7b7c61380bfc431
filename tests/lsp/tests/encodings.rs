//! What is answered about a text is the same in every encoding of positions.

use std::fs;
use std::path::Path;

use lsp_tests::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

const TEXT: &str = "\
## 𝄞é
-- from 'é𝄞.yaml' import  𐐀m
[blöck]
    -- set ns = namespace(é='𝄞', b=1)   ## 𝄞
é: &ä !call:dict@𝄞
    '𝄞': { é: \"𝄞 {{ns.é}} é\", k: 1 }
    -- if ns.b
    ö: 𝄞
      -- endif
#---- ü ----
𝄞: 1
";

/// The columns of a line before each of its characters, and behind the last.
fn columns(line: &str, width: fn(char) -> usize) -> Vec<usize> {
    let mut columns = vec![0];
    for c in line.chars() {
        columns.push(columns[columns.len() - 1] + width(c));
    }
    columns
}

/// Positions in characters, whatever they were in.
fn in_characters(value: &mut Value, width: fn(char) -> usize) {
    let at = |value: &Value| Some((value.get("line")?.as_u64()?, value.get("character")?.as_u64()?));
    if let Some((line, column)) = at(value) {
        let line = TEXT.split('\n').nth(line as usize).unwrap_or_default();
        let found = columns(line, width).iter().position(|known| *known == column as usize);
        value["character"] =
            found.unwrap_or_else(|| panic!("{column} is within a character of {line}")).into();
    } else if let Some(values) = value.as_array_mut() {
        values.iter_mut().for_each(|value| in_characters(value, width));
    } else if let Some(values) = value.as_object_mut() {
        values.values_mut().for_each(|value| in_characters(value, width));
    }
}

/// Tokens as the texts that they cover.
fn as_texts(tokens: &Value, width: fn(char) -> usize) -> Vec<String> {
    let numbers: Vec<usize> = serde_json::from_value(tokens["data"].clone()).expect("numbers");
    let (mut line, mut column) = (0, 0);
    let mut texts = Vec::new();
    for token in numbers.chunks_exact(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let text = TEXT.split('\n').nth(line).expect("a line of the text");
        let columns = columns(text, width);
        let place =
            |wanted: usize| columns.iter().position(|known| *known == wanted).expect("a whole character");
        let (start, end) = (place(column), place(column + token[2]));
        let covered: String = text.chars().skip(start).take(end - start).collect();
        texts.push(format!("{covered} {} {}", token[3], token[4]));
    }
    texts
}

fn answers(root: &Path, encoding: &str, width: fn(char) -> usize) -> Vec<Value> {
    let capabilities = json!({
        "general": {"positionEncodings": [encoding]},
        "textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}},
    });
    let mut client = Client::initialized(&[], &lsp_tests::uri(root), &capabilities);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("forgather/status");
    let uri = lsp_tests::uri(&root.join("project/templates/configs/main.yaml"));
    let document = json!({"uri": uri, "languageId": "forgather", "version": 1, "text": TEXT});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let about = json!({"uri": uri});
    let position = |line: usize, character: usize| {
        let text = TEXT.split('\n').nth(line).expect("a line of the text");
        json!({"line": line, "character": columns(text, width)[character]})
    };
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let mut found = Vec::new();
    for (method, more) in [
        ("textDocument/documentSymbol", json!({})),
        ("textDocument/foldingRange", json!({})),
        (
            "textDocument/selectionRange",
            json!({"positions": [position(5, 18), position(3, 29), position(10, 1)]}),
        ),
        ("textDocument/documentLink", json!({})),
        ("textDocument/formatting", json!({"options": options})),
        (
            "textDocument/rangeFormatting",
            json!({
                "options": options, "range": {"start": position(5, 4), "end": position(6, 2)},
            }),
        ),
        (
            "textDocument/onTypeFormatting",
            json!({"options": options, "ch": "f", "position": position(8, 14)}),
        ),
        ("workspace/symbol", json!({"query": "ä"})),
    ] {
        let mut params = more;
        params["textDocument"] = about.clone();
        let mut answer = client.request(method, params);
        assert!(!answer.as_array().expect("a list").is_empty(), "{method} in {encoding}");
        in_characters(&mut answer, width);
        found.push(answer);
    }
    let tokens = client.request("textDocument/semanticTokens/full", json!({"textDocument": about}));
    found.push(as_texts(&tokens, width).into());
    let range = json!({"start": position(4, 0), "end": position(5, 7)});
    let tokens =
        client.request("textDocument/semanticTokens/range", json!({"textDocument": about, "range": range}));
    found.push(as_texts(&tokens, width).into());
    client.finish();
    found
}

#[test]
fn answers_are_the_same_in_every_encoding() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    };
    write("forgather_workspace/.keep", "");
    write("project/meta.yaml", "name: Made up\n");
    write("project/templates/é𝄞.yaml", "-- macro 𐐀m()\n-- endmacro\n");
    write("project/templates/configs/main.yaml", TEXT);
    let utf16 = answers(&root, "utf-16", char::len_utf16);
    assert_eq!(answers(&root, "utf-8", char::len_utf8), utf16);
    assert_eq!(answers(&root, "utf-32", |_| 1), utf16);
}
