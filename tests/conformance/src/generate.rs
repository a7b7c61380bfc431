//! Made-up template sets: small, with every construct of the language, and mostly without errors.
//!
//! A set is generated as a tree of [pieces](piece) and written as text at the end, so that it shrinks piece by
//! piece and stays a set of templates while it does.

// `write!` into a `String` would add a result to ignore at every line of text.
#![allow(clippy::format_push_string)]

mod expression;
mod piece;
mod write;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use expression::{Expressions, Type};
use piece::{Piece, Tag};
use write::Writer;

/// Templates that go together, as the raw texts of the files of one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSet {
    /// `current` or `2025-06`.
    pub dialect: &'static str,
    /// Names, and texts that may hold sub-templates.
    pub templates: Vec<(String, String)>,
    /// The one to expand.
    pub main: String,
}

/// Template sets of both dialects. About one in eight has an error put in, which may or may not be reached.
pub fn template_sets() -> impl Strategy<Value = TemplateSet> {
    plans().prop_map(|plan| plan.write())
}

/// How a template takes part in inheritance and ends as a file.
#[derive(Clone, Debug)]
struct Plan {
    dialect: &'static str,
    /// The root's body.
    root: Vec<Piece>,
    root_import: &'static str,
    /// From the root's child to the main template: what is set before, and the blocks.
    children: Vec<Child>,
    /// Templates to include.
    parts: Vec<Vec<Piece>>,
    /// Sub-templates in the main template's file: each extends a part, or nothing.
    sub_templates: Vec<(bool, Vec<Piece>)>,
    /// The body of the macro `heading`.
    heading: Vec<Piece>,
    /// A fault and the template it is put in.
    fault: Option<(&'static str, usize)>,
    /// Whether lines end in `\r\n`, and how many end the text.
    endings: Vec<(bool, usize)>,
}

/// A template that extends the one before.
#[derive(Clone, Debug)]
struct Child {
    extends: Extends,
    /// Whether it sets the namespace too, so that it is there before the root has run.
    namespace: bool,
    import: &'static str,
    sets: Vec<Piece>,
    blocks: Vec<Piece>,
}

/// How a child names its parent.
#[derive(Clone, Copy, Debug)]
enum Extends {
    Literal,
    Expression,
    Variable,
}

const NAMESPACE: &str =
    "-- set ns = namespace(name='Root', count=3, rate=1e-5, parts=['p', 'q'], options={'o': 1})\n";

const IMPORTS: [&str; 4] = [
    "",
    "-- from 'inc/fmt.jinja' import heading, boxed\n",
    "-- import 'inc/fmt.jinja' as fmt\n",
    "{% from 'inc/fmt.jinja' import heading, boxed with context -%}\n\n",
];

const FAULTS: [&str; 22] = [
    "{{ missing }}",
    "a: {{ missing.attribute }}\n",
    "\n== {}['k']\n",
    "\n== 1 + 'x'\n",
    "{{ 'x'|nofilter }}",
    "{{ 1 is notest }}",
    "\n-- include 'absent.yaml'\n",
    "\n-- include ['absent.yaml', 'none.yaml']\n",
    "{{ joinpath(missing, 'b') }}",
    "{{ basename(missing) }}",
    "{{ [1][5] }}",
    "{{ 1 // 0 }}",
    "{{ 'x'.nope() }}",
    "{{ '{:d}'.format('x') }}",
    "{{ '%d' % 'x' }}",
    "\n-- from 'inc/fmt.jinja' import absent\n== absent()\n",
    "\n-- endfor\n",
    "{{ 1 + }}",
    "\n-- bogus statement\n",
    "\n-- for i in 5\n-- endfor\n",
    "\n-- if missing == 1\n-- endif\n",
    "\n-- set x = 'unclosed\n",
];

fn plans() -> impl Strategy<Value = Plan> {
    let expressions = Expressions::to_depth(2);
    let children = (
        select(&[Extends::Literal, Extends::Expression, Extends::Variable][..]),
        prop::bool::weighted(0.2),
        select(&IMPORTS[..]),
        vec((piece::tag(), expressions.any(), 0..3_u8), 0..3),
        piece::overrides(1, &expressions),
    )
        .prop_map(|(extends, namespace, import, sets, blocks)| {
            let sets = sets.into_iter().map(|(tag, (kind, value), name)| Piece::Set(tag, kind, name, value));
            Child { extends, namespace, import, sets: sets.collect(), blocks }
        });
    (
        select(&["current", "2025-06"][..]),
        piece::pieces(2, &expressions),
        select(&IMPORTS[..]),
        vec(children, 0..4),
        vec(piece::pieces(1, &expressions), 0..3),
        vec((any::<bool>(), piece::pieces(1, &expressions)), 0..3),
        piece::pieces(0, &expressions),
        option::weighted(0.12, (select(&FAULTS[..]), 0..8_usize)),
        vec((prop::bool::weighted(0.1), select(&[1_usize, 0, 2, 3][..])), 10),
    )
        .prop_map(
            |(dialect, root, root_import, children, parts, sub_templates, heading, fault, endings)| Plan {
                dialect,
                root,
                root_import,
                children,
                parts,
                sub_templates,
                heading,
                fault,
                endings,
            },
        )
}

impl Plan {
    fn write(&self) -> TemplateSet {
        let mut templates = self.parts();
        let sub_templates = self.sub_templates();
        let included: Vec<String> =
            templates.iter().chain(&sub_templates).map(|(name, _)| name.clone()).collect();
        let main = self.inheritance(&included, &mut templates);
        if let Some((fault, place)) = self.fault {
            let count = templates.len();
            templates[count - 1 - place % count].1 += fault;
        }
        templates.push(("inc/alone.yaml".to_owned(), "alone: {{ ns is undefined }}\n".to_owned()));
        templates.push(("inc/fmt.jinja".to_owned(), self.macros()));
        for ((_, text), (crlf, newlines)) in templates.iter_mut().zip(self.endings.iter().cycle()) {
            text.truncate(text.trim_end_matches('\n').len());
            text.push_str(&"\n".repeat(*newlines));
            if *crlf {
                *text = text.replace('\n', "\r\n");
            }
        }
        let own =
            templates.iter_mut().find(|(name, _)| *name == main).expect("the main template was written");
        for (name, text) in sub_templates {
            own.1 += &format!("\n#---- {name} ----\n{text}");
        }
        TemplateSet { dialect: self.dialect, templates, main }
    }

    /// `inc/part0.yaml`, …: each may include those before it.
    fn parts(&self) -> Vec<(String, String)> {
        let mut names = Vec::new();
        let mut parts = Vec::new();
        for (place, body) in self.parts.iter().enumerate() {
            let mut writer = Writer::new(self.dialect, &names, &[]);
            writer.namespace();
            writer.pieces(body);
            let text = writer.text;
            let name = format!("inc/part{place}.yaml");
            names.push(name.clone());
            parts.push((name, text));
        }
        parts
    }

    fn sub_templates(&self) -> Vec<(String, String)> {
        let write = |(place, (extends, body)): (usize, &(bool, Vec<Piece>))| {
            let mut writer = Writer::new(self.dialect, &[], &[]);
            if *extends && !self.parts.is_empty() {
                writer.text += "-- extends 'inc/part0.yaml'\n";
                writer.trimmed = false;
                writer.namespace_in_blocks();
            } else {
                writer.namespace();
            }
            writer.pieces(body);
            (format!("sub.part{place}"), writer.text)
        };
        self.sub_templates.iter().enumerate().map(write).collect()
    }

    /// The root and its children; answers the last one's name.
    fn inheritance(&self, included: &[String], templates: &mut Vec<(String, String)>) -> String {
        let mut root = Writer::new(self.dialect, included, &[]);
        root.text +=
            "-- set ns = namespace(name='Root', count=3, rate=1e-5, parts=['p', 'q'], options={'o': 1})\n";
        root.namespace();
        root.import(self.root_import);
        root.pieces(&self.root);
        let mut inherited = root.blocks;
        templates.push(("base.yaml".to_owned(), root.text));
        let mut parent = "base.yaml".to_owned();
        for (place, Child { extends, namespace, import, sets, blocks }) in self.children.iter().enumerate() {
            let mut child = Writer::new(self.dialect, included, &inherited);
            child.trimmed = *namespace;
            child.text += &match extends {
                Extends::Literal => format!("-- extends '{parent}'\n"),
                Extends::Expression => {
                    let stem = parent.trim_end_matches(".yaml");
                    format!("-- extends '{stem}' ~ '.yaml'\n")
                }
                Extends::Variable => format!("-- set parent = '{parent}'\n{{% extends parent %}}\n"),
            };
            if *namespace {
                child.text += NAMESPACE;
                child.namespace();
            } else {
                child.namespace_in_blocks();
            }
            child.import(import);
            child.pieces(sets);
            child.pieces(blocks);
            let (text, blocks) = (child.text, child.blocks);
            inherited.extend(blocks);
            parent = format!("child{place}.yaml");
            templates.push((parent.clone(), text));
        }
        parent
    }

    fn macros(&self) -> String {
        let mut writer = Writer::new(self.dialect, &[], &[]);
        writer.text += "## Headings\n";
        writer.tag(&Tag::Inline("{%-", "%}", "\n"), "macro heading(title='None', count=2)", true);
        writer.without_blocks();
        writer.parameter(Type::Str, "title");
        writer.parameter(Type::Int, "count");
        writer.text += "{{ '# {:^20}'.format(title) }}\n";
        writer.pieces(&self.heading);
        writer.tag(&Tag::Line("", "<<", ""), "endmacro", false);
        writer.text += "-- macro boxed(title)\n<{{ title }}>{{ caller() }}</>\n-- endmacro\n";
        writer.text
    }
}

impl Writer<'_> {
    fn import(&mut self, statement: &'static str) {
        self.text += statement;
        if !statement.is_empty() {
            self.macros = Some(if statement.contains(" as ") { "fmt." } else { "" });
        }
    }
}
