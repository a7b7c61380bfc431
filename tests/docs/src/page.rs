//! A page of the documentation, as far as it can be tried.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::repository::root;

/// A Markdown file.
#[derive(Debug)]
pub struct Page {
    /// Its path in the repository.
    pub path: PathBuf,
    /// The names that links can lead to.
    pub anchors: Vec<String>,
    /// Where it links to, images too.
    pub links: Vec<Link>,
    /// Its fenced blocks.
    pub blocks: Vec<Block>,
}

/// A link, or an image.
#[derive(Debug)]
pub struct Link {
    /// The line that it begins on, from 1.
    pub line: usize,
    /// Where it leads, as it is written.
    pub to: String,
}

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// The line of its fence, from 1.
    pub line: usize,
    /// What stands behind its fence.
    pub info: String,
    /// Its text.
    pub text: String,
    /// The comment that stands right before it.
    pub comment: Option<String>,
    /// The path that stands right before it, alone and in backquotes: the block is that file.
    pub file: Option<String>,
}

impl Page {
    /// Reads a file by its path in the repository.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(root().join(path)).expect("a page");
        Self::parse(path, &text)
    }

    /// Reads a text.
    pub fn parse(path: &Path, text: &str) -> Self {
        let mut page =
            Self { path: path.to_owned(), anchors: Vec::new(), links: Vec::new(), blocks: Vec::new() };
        let mut slugs = HashMap::new();
        let (mut heading, mut block, mut paragraph) = (None, None::<Block>, None::<Paragraph>);
        let (mut comment, mut file) = (None, None);
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let line = 1 + text[..range.start].matches('\n').count();
            match &event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    page.anchors.push(slug(&heading.take().unwrap_or_default(), &mut slugs));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(Link { line, to: dest_url.to_string() });
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => info.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    let (comment, file) = (comment.take(), file.take());
                    block = Some(Block { line, info, text: String::new(), comment, file });
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Start(Tag::Paragraph) => paragraph = Some(Paragraph::Empty),
                Event::End(TagEnd::Paragraph) => {
                    if let Some(Paragraph::Code(path)) = paragraph.take() {
                        file = Some(path);
                        continue;
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    page.anchors.extend(ids(html));
                    let inner = html.trim().strip_prefix("<!--").and_then(|html| html.strip_suffix("-->"));
                    if let Some(inner) = inner {
                        comment = Some(inner.trim().to_owned());
                        continue;
                    }
                }
                _ => {}
            }
            if let Some(heading) = &mut heading
                && let Event::Text(text) | Event::Code(text) = &event
            {
                heading.push_str(text);
            }
            if let (Some(block), Event::Text(text)) = (&mut block, &event) {
                block.text.push_str(text);
            }
            match (&event, &mut paragraph) {
                (Event::Code(code), Some(paragraph @ Paragraph::Empty)) => {
                    *paragraph = Paragraph::Code(code.to_string());
                }
                (Event::Start(Tag::Paragraph), _) => {}
                (_, Some(paragraph)) => *paragraph = Paragraph::Other,
                _ => {}
            }
            // Whatever stands between keeps a comment or a path from being the next block's.
            if !matches!(
                event,
                Event::Start(Tag::HtmlBlock | Tag::Paragraph)
                    | Event::End(TagEnd::HtmlBlock)
                    | Event::Code(_)
            ) {
                (comment, file) = (None, None);
            }
        }
        page
    }
}

/// What a paragraph has been so far.
enum Paragraph {
    Empty,
    Code(String),
    Other,
}

/// The name that links lead to a heading by, as GitHub and mdBook give it.
fn slug(heading: &str, known: &mut HashMap<String, usize>) -> String {
    let mut slug = heading.trim().to_lowercase().replace(' ', "-");
    slug.retain(|ch| ch.is_alphanumeric() || matches!(ch, '-' | '_'));
    let count = known.entry(slug.clone()).or_default();
    *count += 1;
    if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
}

/// The `id`s in a piece of HTML.
fn ids(html: &str) -> impl Iterator<Item = String> {
    html.match_indices(" id=\"").filter_map(|(at, opening)| {
        let rest = &html[at + opening.len()..];
        Some(rest[..rest.find('"')?].to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Page {
        Page::parse(Path::new("page.md"), text)
    }

    #[test]
    fn headings_are_anchors() {
        let page = parse(
            "# The `ls` command\n\n## What's *new*?\n\n## A_b - c\n\n## Twice\n\n## Twice\n\n<a id=\"x\"></a>\n",
        );
        assert_eq!(page.anchors, ["the-ls-command", "whats-new", "a_b---c", "twice", "twice-1", "x"]);
    }

    #[test]
    fn links_and_images_with_their_lines() {
        let page =
            parse("a [b](c.md#d)\n\n![e](f.png)\n\n[g][1]\n\n[1]: h.md\n\n```text\n[no](no.md)\n```\n");
        let found: Vec<(usize, &str)> = page.links.iter().map(|link| (link.line, link.to.as_str())).collect();
        assert_eq!(found, [(1, "c.md#d"), (3, "f.png"), (5, "h.md")]);
    }

    #[test]
    fn blocks_with_what_stands_before_them() {
        let page = parse(
            "<!-- one -->\n\n```sh\na\n```\n\n<!-- two -->\n\nWords.\n\n```sh\nb\n```\n\n`x/y.yaml`\n\n```yaml\nc\n```\n\n\
             `x` and more\n\n```yaml\nd\n```\n",
        );
        let shown: Vec<_> = page
            .blocks
            .iter()
            .map(|block| (block.text.trim(), block.comment.as_deref(), block.file.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [("a", Some("one"), None), ("b", None, None), ("c", None, Some("x/y.yaml")), ("d", None, None)]
        );
    }
}
