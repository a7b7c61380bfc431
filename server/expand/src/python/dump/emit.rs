//! Writing nodes in flow style, with anchors where a container stands more than once.

use std::collections::{HashMap, HashSet};

use super::Node;
use super::scalar::{Analysis, Context, Style, analyze, double_quoted, single_quoted, style};

/// The longest key that is written without `?`, with its anchor and tag counted.
const SIMPLE_KEY_LENGTH: usize = 128;

/// The document without its line break.
pub(super) fn emit(nodes: &[Node], root: usize) -> String {
    let mut anchors = Anchors::default();
    anchors.visit(nodes, root);
    let mut emitter = Emitter {
        nodes,
        anchors: anchors.names,
        written: HashSet::new(),
        out: String::new(),
        after_white: true,
        depth: 0,
    };
    emitter.node(root, false);
    emitter.out
}

/// Numbers the containers that stand more than once, in the order of their second appearance.
#[derive(Default)]
struct Anchors {
    seen: HashSet<usize>,
    names: HashMap<usize, String>,
}

impl Anchors {
    fn visit(&mut self, nodes: &[Node], node: usize) {
        if !self.seen.insert(node) {
            let next = self.names.len() + 1;
            self.names.entry(node).or_insert_with(|| format!("id{next:03}"));
            return;
        }
        match nodes.get(node) {
            Some(Node::Sequence(items)) => items.iter().for_each(|item| self.visit(nodes, *item)),
            Some(Node::Mapping(entries)) => {
                for (key, value) in entries {
                    self.visit(nodes, *key);
                    self.visit(nodes, *value);
                }
            }
            _ => {}
        }
    }
}

struct Emitter<'a> {
    nodes: &'a [Node],
    anchors: HashMap<usize, String>,
    written: HashSet<usize>,
    out: String,
    /// Whether what was written last needs no space after it.
    after_white: bool,
    /// How many containers are open.
    depth: usize,
}

impl Emitter<'_> {
    /// Writes a token, with a space before it unless there is one.
    fn token(&mut self, token: &str) {
        if !self.after_white {
            self.out.push(' ');
        }
        self.punctuation(token);
    }

    fn punctuation(&mut self, token: &str) {
        self.out.push_str(token);
        self.after_white = false;
    }

    fn open(&mut self, bracket: &str) {
        self.token(bracket);
        self.after_white = true;
        self.depth += 1;
    }

    fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        self.punctuation(bracket);
    }

    fn node(&mut self, node: usize, simple_key: bool) {
        if let Some(anchor) = self.anchors.get(&node).cloned() {
            if !self.written.insert(node) {
                self.token(&format!("*{anchor}"));
                return;
            }
            self.token(&format!("&{anchor}"));
        }
        let nodes = self.nodes;
        match &nodes[node] {
            Node::Scalar { tag, text } => {
                let analysis = analyze(text);
                let context = Context { in_flow: self.depth > 0, simple_key };
                match style(*tag, text, &analysis, context) {
                    Style::Plain => self.token(text),
                    // Every open container indents by two, and the scalar itself once more.
                    Style::SingleQuoted => self.token(&single_quoted(text, 2 * (self.depth + 1))),
                    Style::DoubleQuoted => self.token(&double_quoted(text)),
                }
            }
            Node::Sequence(items) => {
                self.open("[");
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.punctuation(",");
                    }
                    self.node(*item, false);
                }
                self.close("]");
            }
            Node::Mapping(entries) => {
                self.open("{");
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.punctuation(",");
                    }
                    if self.is_simple_key(*key) {
                        self.node(*key, true);
                        self.punctuation(":");
                    } else {
                        self.token("?");
                        self.node(*key, false);
                        self.token(":");
                    }
                    self.node(*value, false);
                }
                self.close("}");
            }
        }
    }

    fn is_simple_key(&self, node: usize) -> bool {
        let anchor = self.anchors.get(&node);
        if anchor.is_some() && self.written.contains(&node) {
            return true;
        }
        let anchor_length = anchor.map_or(0, String::len);
        match &self.nodes[node] {
            Node::Scalar { tag, text } => {
                let Analysis { multiline, .. } = analyze(text);
                let length = anchor_length + tag.len() + text.chars().count();
                length < SIMPLE_KEY_LENGTH && !text.is_empty() && !multiline
            }
            Node::Sequence(items) => items.is_empty(),
            Node::Mapping(entries) => entries.is_empty(),
        }
    }
}
