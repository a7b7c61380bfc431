//! Pieces written as a template's text, with the names that are in scope where they stand.

use super::expression::{Expression, Type, Variable};
use super::piece::{ATTRIBUTES, Fence, Inclusion, Loop, Piece, Print, Tag};

const BLOCKS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];

/// Writes one template.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) text: String,
    dialect: &'static str,
    /// The names visible here.
    scope: Vec<Variable>,
    /// Those of them that a block sees too: what the template sets outside all blocks, and the namespace.
    exported: Vec<Variable>,
    /// Templates that may be included without going in circles.
    includable: &'a [String],
    /// Blocks of the templates this one extends.
    inherited: &'a [String],
    /// Blocks written so far: a template may have each name once.
    pub(super) blocks: Vec<String>,
    /// The block this is in.
    block: Option<String>,
    /// How macros are called: `""` where imported by name, `"fmt."` where by module.
    pub(super) macros: Option<&'static str>,
    /// Outside all blocks, so that a `set` is exported.
    top: bool,
    /// Indentation that a block header may have here: only where it can also end.
    header: Option<usize>,
    /// Macros and captures have no blocks.
    blockless: bool,
    /// Whether `[NAME!]` may be written. It puts the block in a filter, and Jinja2 renders a filter of a template
    /// that extends another where it stands: before the parent has set anything, and into the output.
    pub(super) trimmed: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(dialect: &'static str, includable: &'a [String], inherited: &'a [String]) -> Self {
        Self {
            text: String::new(),
            dialect,
            scope: Vec::new(),
            exported: Vec::new(),
            includable,
            inherited,
            blocks: Vec::new(),
            block: None,
            macros: None,
            top: true,
            header: (dialect == "current").then_some(0),
            blockless: false,
            trimmed: true,
        }
    }

    /// The namespace `ns` is there, from here on.
    pub(super) fn namespace(&mut self) {
        for (name, kind) in ATTRIBUTES {
            self.export(Variable { kind, text: format!("ns.{name}") });
        }
    }

    /// The namespace will be there once blocks run, but is not yet.
    pub(super) fn namespace_in_blocks(&mut self) {
        for (name, kind) in ATTRIBUTES {
            self.exported.push(Variable { kind, text: format!("ns.{name}") });
        }
    }

    pub(super) fn parameter(&mut self, kind: Type, name: &str) {
        self.scope.push(Variable { kind, text: name.to_owned() });
    }

    /// No blocks from here on.
    pub(super) fn without_blocks(&mut self) {
        self.blockless = true;
        self.top = false;
    }

    fn export(&mut self, variable: Variable) {
        self.exported.push(variable.clone());
        self.scope.push(variable);
    }

    pub(super) fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.piece(piece);
        }
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => self.text.push_str(text),
            Piece::Print(print, value) => {
                let value = self.expression(value);
                self.print(print, &value);
            }
            Piece::Comment(text) => {
                self.start_line();
                self.text.push_str(text);
            }
            Piece::Raw(open, close, text) => {
                // `{% raw +%}` is not a raw block to Jinja2, but an unknown statement.
                let open = match open {
                    Tag::Inline(open, "+%}", after) => &Tag::Inline(open, "%}", after),
                    _ => open,
                };
                self.tag(open, "raw", false);
                self.text.push_str("{{ raw }} {% if\n-- raw\n");
                self.text.push_str(text);
                self.tag(close, "endraw", false);
            }
            Piece::Set(tag, kind, name, value) => self.set(tag, *kind, *name, value),
            Piece::SetNamespace(tag, place, value) => {
                let target = format!("ns.{}", ATTRIBUTES[*place].0);
                if self.scope.iter().any(|variable| variable.text == target) {
                    let value = self.expression(value);
                    self.tag(tag, &format!("set {target} = {value}"), false);
                }
            }
            Piece::Include(tag, which, how) => self.include(tag, *which, *how),
            Piece::Super(print) => {
                if self.block.as_ref().is_some_and(|block| self.inherited.contains(block)) {
                    self.print(print, "super()");
                }
            }
            Piece::Macro(print, keyword, title, count) => {
                self.call_macro(print, *keyword, title, count.as_ref());
            }
            Piece::If(branches, otherwise, end) => self.branches(branches, otherwise.as_deref(), end),
            Piece::For(tag, over, items, body, otherwise, end) => {
                self.repeat(tag, *over, items, body, otherwise.as_deref(), end);
            }
            Piece::With(tag, kind, value, body, end) => {
                let value = self.expression(value);
                // Jinja2 takes a colon after `with` for the start of another value.
                self.tag(tag, &format!("with w = {value}"), false);
                self.inside(&[(*kind, "w")], body);
                self.tag(end, "endwith", false);
            }
            Piece::Filter(tag, filter, body, end) => {
                self.tag(tag, &format!("filter {filter}"), true);
                self.inside(&[], body);
                self.tag(end, "endfilter", false);
            }
            Piece::Capture(tag, name, filter, body, end) => {
                let filter = filter.map_or(String::new(), |filter| format!(" | {filter}"));
                let name = variable_name(Type::Str, *name);
                self.tag(tag, &format!("set {name}{filter}"), false);
                let blockless = std::mem::replace(&mut self.blockless, true);
                self.inside(&[], body);
                self.blockless = blockless;
                self.tag(end, "endset", false);
                self.define(Variable { kind: Type::Str, text: name });
            }
            Piece::Call(tag, title, body, end) => {
                let Some(module) = self.macros else { return self.pieces(body) };
                let title = self.expression(title);
                self.tag(tag, &format!("call {module}boxed({title})"), true);
                let blockless = std::mem::replace(&mut self.blockless, true);
                self.inside(&[], body);
                self.blockless = blockless;
                self.tag(end, "endcall", false);
            }
            Piece::Block(fence, name, body) => self.block(fence, *name, body),
        }
    }

    fn expression(&self, expression: &Expression) -> String {
        let text = expression.write(&self.scope);
        // `toyaml` is a filter of the current dialect only.
        if self.dialect == "current" {
            text
        } else {
            text.replace("|toyaml(", "|default(").replace("|toyaml", "|string")
        }
    }

    fn set(&mut self, tag: &Tag, kind: Type, name: u8, value: &Expression) {
        let value = self.expression(value);
        let text = variable_name(kind, name);
        self.tag(tag, &format!("set {text} = {value}"), false);
        self.define(Variable { kind, text });
    }

    fn define(&mut self, variable: Variable) {
        if self.top {
            self.export(variable);
        } else {
            self.scope.push(variable);
        }
    }

    fn include(&mut self, tag: &Tag, which: usize, how: Inclusion) {
        let Some(name) = self.includable.get(which % self.includable.len().max(1)) else {
            return self.tag(tag, "include 'absent.yaml' ignore missing", false);
        };
        let statement = match how {
            Inclusion::Plain => format!("include '{name}'"),
            Inclusion::Existing => format!("include '{name}' ignore missing with context"),
            Inclusion::Missing => "include ['absent.yaml', 'none.yaml'] ignore missing".to_owned(),
            Inclusion::List => format!("include ['absent.yaml', '{name}', 'none.yaml']"),
            Inclusion::Computed => {
                let (first, rest) = name.split_at(2);
                format!("include '{first}' ~ '{rest}'")
            }
            Inclusion::Alone => "include 'inc/alone.yaml' without context".to_owned(),
        };
        self.tag(tag, &statement, false);
    }

    fn call_macro(&mut self, print: &Print, keyword: bool, title: &Expression, count: Option<&Expression>) {
        let Some(module) = self.macros else { return };
        let mut arguments = self.expression(title);
        if keyword {
            arguments = format!("title={arguments}");
        }
        if let Some(count) = count {
            arguments += &format!(", {}{}", if keyword { "count=" } else { "" }, self.expression(count));
        }
        self.print(print, &format!("{module}heading({arguments})"));
    }

    fn branches(
        &mut self,
        branches: &[(Tag, Expression, Vec<Piece>)],
        otherwise: Option<&[Piece]>,
        end: &Tag,
    ) {
        for (place, (tag, condition, body)) in branches.iter().enumerate() {
            let condition = self.expression(condition);
            self.tag(tag, &format!("{} {condition}", if place == 0 { "if" } else { "elif" }), true);
            self.inside(&[], body);
        }
        if let Some(body) = otherwise {
            self.tag(end, "else", true);
            self.inside(&[], body);
        }
        self.tag(end, "endif", false);
    }

    fn repeat(
        &mut self,
        tag: &Tag,
        over: Loop,
        items: &Expression,
        body: &[Piece],
        otherwise: Option<&[Piece]>,
        end: &Tag,
    ) {
        let items = self.expression(items);
        let (statement, mut names) = match over {
            Loop::Ints => (format!("for i in {items}"), vec![(Type::Int, "i")]),
            Loop::Strs => (format!("for s in {items}"), vec![(Type::Str, "s")]),
            Loop::Items => {
                (format!("for k, v in ({items}).items()"), vec![(Type::Str, "k"), (Type::Int, "v")])
            }
            Loop::Filtered => (format!("for i in {items} if i is odd"), vec![(Type::Int, "i")]),
        };
        self.tag(tag, &statement, true);
        names.extend([
            (Type::Int, "loop.index"),
            (Type::Int, "loop.revindex0"),
            (Type::Bool, "loop.first"),
            (Type::Bool, "loop.last"),
            (Type::Int, "loop.length"),
            (Type::Str, "loop.cycle('odd', 'even')"),
            (Type::Str, "(loop.previtem|default('none')|string)"),
            (Type::Bool, "loop.changed(loop.index > 2)"),
        ]);
        self.inside(&names, body);
        if let Some(body) = otherwise {
            self.tag(end, "else", true);
            self.inside(&[], body);
        }
        self.tag(end, "endfor", false);
    }

    /// A body whose own names end with it.
    fn inside(&mut self, names: &[(Type, &str)], body: &[Piece]) {
        let (scope, top, header) = (self.scope.clone(), self.top, self.header.take());
        self.top = false;
        for (kind, name) in names {
            self.parameter(*kind, name);
        }
        self.pieces(body);
        (self.scope, self.top, self.header) = (scope, top, header);
    }

    fn block(&mut self, fence: &Fence, name: usize, body: &[Piece]) {
        let free = (0..BLOCKS.len())
            .map(|step| BLOCKS[(name + step) % BLOCKS.len()])
            .find(|name| self.blocks.iter().all(|block| block != name));
        let Some(name) = free.filter(|_| !self.blockless) else { return self.inside(&[], body) };
        self.blocks.push(name.to_owned());
        match (fence, self.header) {
            (Fence::Header(trimmed), Some(indent)) => self.header_block(*trimmed, indent, name, body),
            (Fence::Header(_), None) => {
                let tag = Tag::Line("", "--", "");
                self.tag_block(&tag, &tag, name, "", "", body);
            }
            (Fence::Tags(open, close, scoped, named), _) => {
                let end = if *named { format!(" {name}") } else { String::new() };
                self.tag_block(open, close, name, if *scoped { " scoped" } else { "" }, &end, body);
            }
        }
    }

    fn tag_block(&mut self, open: &Tag, close: &Tag, name: &str, scoped: &str, end: &str, body: &[Piece]) {
        self.tag(open, &format!("block {name}{scoped}"), true);
        let outer = self.enter_block(name);
        self.inside(&[], body);
        (self.block, self.scope) = outer;
        self.tag(close, &format!("endblock{end}"), false);
    }

    /// What follows a header belongs to its block until another header ends it.
    fn header_block(&mut self, trimmed: bool, indent: usize, name: &str, body: &[Piece]) {
        self.start_line();
        let mark = if trimmed && self.trimmed { "!" } else { "" };
        self.text += &format!("{:indent$}[{name}{mark}]\n", "");
        self.enter_block(name);
        self.top = false;
        self.header = Some(indent + 4);
        self.pieces(body);
        self.header = Some(indent);
    }

    fn enter_block(&mut self, name: &str) -> (Option<String>, Vec<Variable>) {
        let scope = std::mem::replace(&mut self.scope, self.exported.clone());
        (self.block.replace(name.to_owned()), scope)
    }

    fn start_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// A statement; one that has a body may end in a colon.
    pub(super) fn tag(&mut self, tag: &Tag, statement: &str, has_body: bool) {
        match tag {
            Tag::Line(indent, sign, after) => {
                self.start_line();
                let after = if *after == ":" && !has_body { "" } else { after };
                self.text += &format!("{indent}{sign} {statement}{after}\n");
            }
            Tag::Inline(open, close, after) => self.text += &format!("{open} {statement} {close}{after}"),
        }
    }

    fn print(&mut self, print: &Print, value: &str) {
        match print {
            Print::Line(indent, sign) => {
                self.start_line();
                self.text += &format!("{indent}{sign} {value}\n");
            }
            Print::Inline(before, open, close, after) => {
                self.text += &format!("{before}{open} {value} {close}{after}");
            }
        }
    }
}

/// A variable's name says its type, so that a branch not taken cannot change it.
fn variable_name(kind: Type, number: u8) -> String {
    let letter = match kind {
        Type::Int => "int",
        Type::Float => "float",
        Type::Str => "str",
        Type::Bool => "flag",
        Type::Ints => "ints",
        Type::Strs => "strs",
        Type::Dict => "dict",
    };
    format!("{letter}_{number}")
}
