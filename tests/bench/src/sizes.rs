//! What a workspace's size costs: the same configuration among ten templates and among ten thousand.
//! `cargo run --release -p bench sizes [FILE.svg]`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use lsp_tests::{Client, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{Keystrokes, client, keystrokes, median, open, resident, row, settle};

/// How many templates a workspace has.
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// How often each question is asked.
const QUESTIONS: usize = 60;

/// What was measured of one workspace, in milliseconds.
struct Figures {
    templates: usize,
    keystroke: f64,
    completion: f64,
    symbols: f64,
    opened: f64,
}

/// Measures all sizes, and draws them into a file where there is one.
pub(crate) fn measure(corpus: &Keystrokes, plot: Option<&Path>) -> Result<(), String> {
    println!();
    let mut all = Vec::new();
    for templates in SIZES {
        all.push(of_size(templates)?);
    }
    let (small, large) = (&all[1], &all[SIZES.len() - 1]);
    println!(
        "a keystroke among {} templates takes {:.2} times as long as among {} (at most 2), and {:.2} times as long as in the corpus's largest configuration",
        large.templates,
        large.keystroke / small.keystroke,
        small.templates,
        large.keystroke / median(&corpus.inside)
    );
    match plot {
        Some(file) => fs::write(file, drawn(&all)).map_err(|error| format!("`{}`: {error}", file.display())),
        None => Ok(()),
    }
}

fn of_size(templates: usize) -> Result<Figures, String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let root = folder.path().canonicalize().map_err(|error| error.to_string())?;
    let configurations = generate(&root, templates).map_err(|error| error.to_string())?;
    let mut client = client(&root, &[]);
    let file = root.join("project0/templates/configs/config0.yaml");
    // Requests while the workspace is opened.
    let begun = Instant::now();
    let mut waits = Vec::new();
    let text = open(&mut client, &file);
    let settled = client.ask("workspace/executeCommand", json!({"command": "forgather.debug.settled"}));
    while begun.elapsed() < Duration::from_millis(1500) {
        let sent = Instant::now();
        client.command("forgather.debug.text", json!({"uri": uri(&file)}));
        waits.push(sent.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_millis(3));
    }
    client.answer(settled).map_err(|error| error.to_string())?;
    let opened = opened_in(&root);
    settle(&mut client);
    let memory = resident(&client)?;
    println!(
        "{templates} templates, {configurations} of them configurations: all checked after {opened:.0} ms, {memory:.0} MB"
    );
    row("  request while it is opened", &waits, (None, None));
    let document = json!({"uri": uri(&file)});
    let name = text.find('\'').map_or(0, |at| at + 1);
    let completion = asked(
        &mut client,
        "textDocument/completion",
        |_| json!({"textDocument": document, "position": {"line": 0, "character": name}}),
    )?;
    row("  completion of a template's name", &completion, (None, Some(10.0)));
    let symbols = asked(&mut client, "workspace/symbol", |number| {
        let query = ["items", "value", "own"][number % 3];
        json!({"query": query})
    })?;
    row("  symbols of the workspace", &symbols, (None, Some(50.0)));
    client.notify("textDocument/didClose", json!({"textDocument": document}));
    let times = keystrokes(&mut client, &file, "config0.yaml")?;
    row("  keystroke: in the server", &times.inside, (Some(2.0), Some(5.0)));
    row("  keystroke: at the client", &times.outside, (None, None));
    client.finish();
    Ok(Figures {
        templates,
        keystroke: median(&times.inside),
        completion: median(&completion),
        symbols: median(&symbols),
        opened,
    })
}

/// How long a server takes to check all of a workspace, in milliseconds.
fn opened_in(root: &Path) -> f64 {
    let begun = Instant::now();
    let mut client = client(root, &[]);
    client.settle();
    let took = begun.elapsed().as_secs_f64() * 1e3;
    client.drain("textDocument/publishDiagnostics");
    client.drain("$/logTrace");
    client.finish();
    took
}

fn asked(client: &mut Client, method: &str, params: impl Fn(usize) -> Value) -> Result<Vec<f64>, String> {
    let mut times = Vec::new();
    for number in 0..QUESTIONS {
        let sent = Instant::now();
        let id = client.ask(method, params(number));
        let answer = client.answer(id).map_err(|error| format!("{method}: {error}"))?;
        times.push(sent.elapsed().as_secs_f64() * 1e3);
        let items = answer.get("items").unwrap_or(&answer);
        if items.as_array().is_none_or(Vec::is_empty) {
            return Err(format!("{method} has no answer: {answer}"));
        }
    }
    Ok(times)
}

/// A workspace of so many templates: in projects of a hundred, every fifth of them a configuration. How many those are.
fn generate(root: &Path, templates: usize) -> std::io::Result<usize> {
    fs::create_dir_all(root.join("forgather_workspace"))?;
    let projects = templates.div_ceil(100);
    let parts = (templates / projects) * 4 / 5;
    let configurations = templates / projects - parts;
    for project in 0..projects {
        let folder = root.join(format!("project{project}/templates"));
        fs::create_dir_all(folder.join("configs"))?;
        fs::write(root.join(format!("project{project}/meta.yaml")), format!("name: Project {project}\n"))?;
        for number in 0..parts {
            let mut text = String::new();
            if number > 0 && number % 8 != 0 {
                let _ = writeln!(text, "-- extends 'part{}.yaml'", number - 1);
                let _ = writeln!(text, "-- block items{number}\n== super()\n-- endblock items{number}");
            } else {
                for item in 0..8 {
                    let _ = writeln!(text, "-- block items{}", number + item);
                    for value in 0..20 {
                        let _ = writeln!(
                            text,
                            "value_{item}_{value}: !singleton:builtins:int@v{item}_{value} [ {{{{ size }}}} ]"
                        );
                    }
                    let _ = writeln!(text, "-- endblock items{}", number + item);
                }
            }
            fs::write(folder.join(format!("part{number}.yaml")), text)?;
        }
        for number in 0..configurations {
            let base = number % (parts / 8).max(1) * 8 + 7;
            let text = format!(
                "-- extends 'part{base}.yaml'\n-- set size = {number}\n-- block items{base}\nown: value\n-- endblock items{base}\n"
            );
            fs::write(folder.join(format!("configs/config{number}.yaml")), text)?;
        }
    }
    Ok(projects * configurations)
}

/// Width, height and margins of the drawing.
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 50.0;
const TOP: f64 = 20.0;

/// Both axes are logarithmic: a line that rises with the workspace rises here, and one that does not is level.
fn drawn(all: &[Figures]) -> String {
    const COLOURS: [&str; 4] = ["#0072b2", "#009e73", "#cc79a7", "#d55e00"];
    type Series = (&'static str, fn(&Figures) -> f64);
    let series: [Series; 4] = [
        ("keystroke to diagnostics, in the server", |figures| figures.keystroke),
        ("completion of a template's name", |figures| figures.completion),
        ("symbols of the workspace", |figures| figures.symbols),
        ("start until all is checked", |figures| figures.opened),
    ];
    let x = |templates: usize| LEFT + ((templates as f64).log10() - 1.0) / 3.0 * (WIDTH - LEFT - 250.0);
    // From a hundredth of a millisecond to ten seconds.
    let y = |millis: f64| HEIGHT - BOTTOM - (millis.max(0.01).log10() + 2.0) / 6.0 * (HEIGHT - BOTTOM - TOP);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n<title>What the size of a workspace costs</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (power, label) in
        [(-2, "0.01"), (-1, "0.1"), (0, "1"), (1, "10"), (2, "100"), (3, "1,000"), (4, "10,000")]
    {
        let at = y(10_f64.powi(power));
        let end = x(10_000);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{end}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#dddddd\"/>"
        );
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            LEFT - 8.0,
            at + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<text transform=\"translate(16 {:.0}) rotate(-90)\" text-anchor=\"middle\">milliseconds</text>",
        HEIGHT / 2.0
    );
    for templates in SIZES {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{templates}</text>",
            x(templates),
            HEIGHT - BOTTOM + 20.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.0}\" y=\"{}\" text-anchor=\"middle\">templates in the workspace</text>",
        f64::midpoint(LEFT, x(10_000)),
        HEIGHT - 8.0
    );
    for ((name, value), colour) in series.iter().zip(COLOURS) {
        let points: Vec<String> = all
            .iter()
            .map(|figures| format!("{:.1},{:.1}", x(figures.templates), y(value(figures))))
            .collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
        for point in &points {
            let (x, y) = point.split_once(',').unwrap_or(("0", "0"));
            let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3.5\" fill=\"{colour}\"/>");
        }
        let last = all.last().map_or(0.0, value);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>",
            x(10_000) + 10.0,
            y(last) + 4.0
        );
    }
    out.push_str("</svg>\n");
    out
}
