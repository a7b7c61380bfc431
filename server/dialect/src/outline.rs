//! What a template says about itself: what it uses, what it defines, and the YAML that can be seen without expanding
//! it. Made from the tolerant tree, so it is there while a user is in the middle of typing.

use crate::ast::{Expr, ExprKind, Ident, Literal, Node, NodeKind, Target};
use crate::position::{FileSpan, JinjaSpan};
use crate::source::Part;

/// The outline of one template. All places are in its file; everything is in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// `extends`, `include` and `import`.
    pub references: Vec<Reference>,
    /// Blocks.
    pub blocks: Vec<Block>,
    /// What `set` assigns.
    pub sets: Vec<Named>,
    /// Macros.
    pub macros: Vec<Named>,
    /// Keys at the left margin: what a configuration can construct, and `.define`s.
    pub targets: Vec<Named>,
    /// `&name`
    pub anchors: Vec<Named>,
    /// `*name`
    pub aliases: Vec<Named>,
    /// `!tag`, with all that belongs to the tag; expressions in it are part of the text.
    pub tags: Vec<Named>,
}

/// How a template uses another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// `extends`
    Extends,
    /// `include`
    Include,
    /// `import`, `from … import`
    Import,
}

/// A use of another template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// How.
    pub kind: ReferenceKind,
    /// Its name, where it is written out; a list has several references.
    pub name: Option<String>,
    /// The expression that gives the name.
    pub span: FileSpan,
}

/// A name and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name; of a namespace's attribute, both: `ns.x`.
    pub name: String,
    /// The name itself, without `&`, `*`, `!` or quotes.
    pub span: FileSpan,
    /// All that belongs to it: the statement, the macro, the line.
    pub extent: FileSpan,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its name, and its extent from `block` to `endblock`.
    pub name: Named,
    /// The name behind `endblock`, if it is there.
    pub end_name: Option<FileSpan>,
    /// The block that it is in: an index into the outline's blocks.
    pub parent: Option<usize>,
}

/// The outline of a template, whose file has `text`.
pub fn outline(part: &Part, text: &str) -> Outline {
    let mut walk = Walk { part, outline: Outline::default(), parent: None };
    walk.nodes(&part.template.body);
    let mut outline = walk.outline;
    yaml(part, text, &mut outline);
    outline
}

struct Walk<'a> {
    part: &'a Part,
    outline: Outline,
    parent: Option<usize>,
}

impl Walk<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Extends(name) => self.reference(ReferenceKind::Extends, name),
            NodeKind::Include(include) => self.reference(ReferenceKind::Include, &include.template),
            NodeKind::Import(import) => self.reference(ReferenceKind::Import, &import.template),
            NodeKind::FromImport(import) => self.reference(ReferenceKind::Import, &import.template),
            NodeKind::Set { target, .. } | NodeKind::SetBlock { target, .. } => self.set(target, node.span),
            NodeKind::Macro(definition) => {
                let named = self.named(&definition.name, node.span);
                self.outline.macros.push(named);
            }
            NodeKind::Block(block) => {
                let name = self.named(&block.name, block.span);
                let end_name = block.end_name.map(|span| self.part.file_span(span));
                self.outline.blocks.push(Block { name, end_name, parent: self.parent });
                let outer = self.parent.replace(self.outline.blocks.len() - 1);
                self.nodes(&block.body);
                self.parent = outer;
                return;
            }
            _ => {}
        }
        for body in node.bodies() {
            self.nodes(body);
        }
    }

    fn named(&self, name: &Ident, extent: JinjaSpan) -> Named {
        Named {
            name: name.name.to_string(),
            span: self.part.file_span(name.span),
            extent: self.part.file_span(extent),
        }
    }

    fn set(&mut self, target: &Target, extent: JinjaSpan) {
        match target {
            Target::Name(name) => {
                let named = self.named(name, extent);
                self.outline.sets.push(named);
            }
            Target::Attribute { namespace, attribute } => {
                let name = format!("{}.{}", namespace.name, attribute.name);
                let span = self.part.file_span(namespace.span.to(attribute.span));
                self.outline.sets.push(Named { name, span, extent: self.part.file_span(extent) });
            }
            Target::Tuple(targets, _) => targets.iter().for_each(|target| self.set(target, extent)),
        }
    }

    fn reference(&mut self, kind: ReferenceKind, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                items.iter().for_each(|item| self.reference(kind, item));
            }
            ExprKind::Conditional { then, otherwise, .. } => {
                self.reference(kind, then);
                if let Some(otherwise) = otherwise {
                    self.reference(kind, otherwise);
                }
            }
            _ => {
                let name = match &expr.kind {
                    ExprKind::Literal(Literal::Str(name)) => Some(name.to_string()),
                    _ => None,
                };
                self.outline.references.push(Reference { kind, name, span: self.part.file_span(expr.span) });
            }
        }
    }
}

/// The bytes of the Jinja2 source that are not text to output, each replaced: statements and comments by spaces, and
/// expressions by letters, as they may stand for a part of a word.
fn masked(part: &Part) -> Vec<u8> {
    let source = &part.translation.jinja;
    let mut masked: Vec<u8> = source.bytes().map(|byte| if byte == b'\n' { b'\n' } else { b' ' }).collect();
    let mut cover = |node: &Node| match node.kind {
        NodeKind::Data => masked[node.span.range()].copy_from_slice(source[node.span.range()].as_bytes()),
        NodeKind::Print(_) => {
            for byte in &mut masked[node.span.range()] {
                if *byte != b'\n' {
                    *byte = b'x';
                }
            }
        }
        _ => {}
    };
    for node in &part.template.body {
        node.walk(&mut cover);
    }
    masked
}

fn yaml(part: &Part, text: &str, outline: &mut Outline) {
    let masked = masked(part);
    let mut start = 0;
    for line in masked.split(|byte| *byte == b'\n') {
        let mut scan = Scan { part, text, start, line, outline };
        scan.target();
        scan.tokens();
        start += line.len() + 1;
    }
}

/// One line of masked Jinja2 source.
struct Scan<'a, 'o> {
    part: &'a Part,
    text: &'a str,
    start: usize,
    line: &'a [u8],
    outline: &'o mut Outline,
}

impl Scan<'_, '_> {
    fn file_span(&self, from: usize, to: usize) -> FileSpan {
        self.part.file_span(JinjaSpan::new(self.start + from, self.start + to))
    }

    fn named(&self, from: usize, to: usize) -> Named {
        let span = self.file_span(from, to);
        Named {
            name: self.text[span.range()].to_owned(),
            span,
            extent: self.file_span(0, self.line.trim_ascii_end().len()),
        }
    }

    /// A key at the left margin. The template's own indentation decides, as blocks are written where they are placed.
    fn target(&mut self) {
        let Some(first) = self.line.first() else { return };
        if matches!(
            first,
            b' ' | b'\t'
                | b'#'
                | b'-'
                | b'&'
                | b'*'
                | b'!'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b','
                | b'%'
                | b'@'
                | b'`'
                | b'?'
        ) {
            return;
        }
        if let quote @ (b'"' | b'\'') = first {
            let Some(end) = self.line[1..].iter().position(|byte| byte == quote) else { return };
            if self.line[end + 2..].trim_ascii_start().first() == Some(&b':') {
                let named = self.named(1, end + 1);
                self.outline.targets.push(named);
            }
            return;
        }
        let colon =
            self.line.iter().enumerate().find(|(at, byte)| {
                **byte == b':' && self.line.get(at + 1).is_none_or(u8::is_ascii_whitespace)
            });
        let Some((colon, _)) = colon else { return };
        let key = self.line[..colon].trim_ascii_end();
        if !key.is_empty() && !key.windows(2).any(|pair| pair == b" #") {
            let named = self.named(0, key.len());
            self.outline.targets.push(named);
        }
    }

    /// Anchors, aliases and tags, where a node can start; comments and quoted text are passed over.
    fn tokens(&mut self) {
        let mut at = 0;
        let mut can_start = true;
        while at < self.line.len() {
            let byte = self.line[at];
            match byte {
                b'#' if at == 0 || self.line[at - 1].is_ascii_whitespace() => return,
                b'"' | b'\'' if can_start => {
                    at = self.quoted_end(at);
                    can_start = false;
                    continue;
                }
                b'&' | b'*' | b'!' if can_start => {
                    let end = self.word_end(at + 1);
                    if end > at + 1 {
                        let named = self.named(at + 1, end);
                        match byte {
                            b'&' => self.outline.anchors.push(named),
                            b'*' => self.outline.aliases.push(named),
                            _ => self.outline.tags.push(named),
                        }
                    }
                    at = end.max(at + 1);
                    continue;
                }
                _ => {}
            }
            can_start = byte.is_ascii_whitespace() || matches!(byte, b'[' | b'{' | b',');
            at += 1;
        }
    }

    fn quoted_end(&self, open: usize) -> usize {
        let quote = self.line[open];
        let mut at = open + 1;
        while at < self.line.len() {
            match self.line[at] {
                b'\\' if quote == b'"' => at += 1,
                byte if byte == quote => return at + 1,
                _ => {}
            }
            at += 1;
        }
        self.line.len()
    }

    fn word_end(&self, from: usize) -> usize {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b'{' | b'}' | b',');
        let end = self.line[from..].iter().position(ends).map_or(self.line.len(), |len| from + len);
        // `*name:` is an alias as a key.
        if self.line[from..end].last() == Some(&b':') { end - 1 } else { end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, SourceFile};

    fn outlined(text: &str) -> Outline {
        let file = SourceFile::new(text, Dialect::Current);
        outline(&file.parts[0], &file.text)
    }

    fn names(named: &[Named]) -> Vec<&str> {
        named.iter().map(|named| named.name.as_str()).collect()
    }

    const TEXT: &str = "\
-- extends 'base.yaml' if x else other
-- from 'inc/fmt.jinja' import h1
-- set ns.lr = 1e-3
[outer]
-- include ['a.yaml', 'b.yaml']
.define: &part !partial:{{ ns.src }}x.py:Y@part ## *no
    n: *other # &no
    [inner]
    s: \"*no\"
-- macro m(a)
-- endmacro
main: [ *part, !var \"x\" ]
";

    #[test]
    fn all_of_a_template() {
        let out = outlined(TEXT);
        let references: Vec<_> =
            out.references.iter().map(|found| (found.kind, found.name.as_deref())).collect();
        assert_eq!(
            references,
            [
                (ReferenceKind::Extends, Some("base.yaml")),
                (ReferenceKind::Extends, None),
                (ReferenceKind::Import, Some("inc/fmt.jinja")),
                (ReferenceKind::Include, Some("a.yaml")),
                (ReferenceKind::Include, Some("b.yaml")),
            ]
        );
        assert_eq!(names(&out.sets), ["ns.lr"]);
        assert_eq!(names(&out.macros), ["m"]);
        let blocks: Vec<_> =
            out.blocks.iter().map(|block| (block.name.name.as_str(), block.parent)).collect();
        assert_eq!(blocks, [("outer", None), ("inner", Some(0))]);
        assert_eq!(names(&out.targets), [".define", "main"]);
        assert_eq!(names(&out.anchors), ["part"]);
        assert_eq!(names(&out.aliases), ["other", "part"]);
        assert_eq!(names(&out.tags), ["partial:{{ ns.src }}x.py:Y@part", "var"]);
    }

    #[test]
    fn places_are_the_files() {
        let out = outlined(TEXT);
        for named in
            out.anchors.iter().chain(&out.aliases).chain(&out.tags).chain(&out.sets).chain(&out.targets)
        {
            assert_eq!(&TEXT[named.span.range()], named.name);
        }
        assert_eq!(&TEXT[out.references[0].span.range()], "'base.yaml'");
        let outer = &TEXT[out.blocks[0].name.extent.range()];
        assert!(
            outer.starts_with("outer]") && outer.ends_with("\"x\" ]\n") || outer.contains("main:"),
            "{outer:?}"
        );
    }

    #[test]
    fn half_typed_text_hides_nothing_else() {
        let out = outlined(
            "-- extends 'a.yaml'\n-- block one\nx: &a {{ ns.\n-- endblock\n-- block\ny: *a\n-- include 'b.yaml\nz: 1\n",
        );
        assert_eq!(out.references[0].name.as_deref(), Some("a.yaml"));
        assert_eq!(out.blocks[0].name.name, "one");
        assert_eq!(names(&out.anchors), ["a"]);
        assert_eq!(names(&out.aliases), ["a"]);
        assert_eq!(names(&out.targets), ["x", "y", "z"]);
    }
}
