//! One template asks for another: `extends`, `include`, `import`.

use std::rc::Rc;
use std::sync::Arc;

use forgather_dialect::ast::{Expr, FromImport, Import, Include};
use forgather_dialect::{JinjaSpan, SyntaxRule, TOP_LEVEL, did_you_mean, nearest};
use minijinja::Value;

use super::objects::Module;
use super::scope::{Context, Scope};
use super::template::TemplateHandle;
use super::{Env, Interpreter, Root, Run};
use crate::expansion::FrameKind;
use crate::loader::{LoadError, LoadedFile};
use crate::origin::{FrameId, TracedText, plain};
use crate::problem::{Problem, Reach, Rule};
use crate::python::value::Undefined;
use crate::python::{ops, repr};
use crate::{names, text};

/// Why a name gives no template, before it is known where that matters.
pub(crate) enum Missing {
    NotFound,
    Other(String),
}

impl Interpreter<'_> {
    /// A template under a name, from a file that is already there.
    pub(crate) fn adopt(&mut self, name: &str, file: Arc<LoadedFile>, part: usize) -> Arc<TemplateHandle> {
        if part == 0 {
            for (index, part) in file.source.parts.iter().enumerate().skip(1) {
                if let Some((name, _)) = &part.name {
                    // From now on the name means this sub-template, whatever it meant before.
                    self.sub_templates.insert(name.clone(), (Arc::clone(&file), index));
                    self.by_name.remove(name.as_str());
                }
            }
        }
        let index = self.templates.len() as u32;
        let handle = Arc::new(TemplateHandle { index, name: name.into(), file, part });
        self.templates.push(Arc::clone(&handle));
        self.by_name.insert(Arc::clone(&handle.name), Arc::clone(&handle));
        handle
    }

    /// The template of a name: one that was asked for before, a sub-template, or a file of the search path.
    pub(crate) fn find(&mut self, name: &str) -> Result<Arc<TemplateHandle>, Missing> {
        if let Some(known) = self.by_name.get(name) {
            return Ok(Arc::clone(known));
        }
        if let Some((file, part)) = self.sub_templates.get(name) {
            let (file, part) = (Arc::clone(file), *part);
            return Ok(self.adopt(name, file, part));
        }
        match self.loader.load(name) {
            Ok(file) => Ok(self.adopt(name, file, 0)),
            Err(LoadError::NotFound) => {
                self.missing.push(name.to_owned());
                Err(Missing::NotFound)
            }
            Err(LoadError::ParentSegment) => Err(Missing::Other(format!(
                "template `{name}` is never found: a name with a `..` segment does not resolve; \
                 write the path from a folder of the search path"
            ))),
            Err(LoadError::Unreadable { path, reason }) => {
                Err(Missing::Other(format!("template `{name}` cannot be read: {}: {reason}", path.display())))
            }
        }
    }

    fn not_found(&self, name: &str, frame: FrameId, span: JinjaSpan) -> Problem {
        let mut known = self.loader.names();
        known.extend(self.sub_templates.keys().cloned());
        let near = nearest(name, known.iter().map(String::as_str));
        let folders: Vec<String> =
            self.loader.search_path().iter().map(|folder| format!("`{}`", folder.display())).collect();
        let folders = if folders.is_empty() { "no folder".to_owned() } else { folders.join(", ") };
        let message = format!("there is no template `{name}` on the search path");
        let mut problem = Problem::new(Rule::TemplateNotFound, message, frame, span).meant(near);
        problem.note = Some(format!("looked for in {folders}"));
        problem
    }

    /// The template that the expansion starts from: there is no text yet that could be at fault.
    pub(crate) fn main_template(&mut self, name: &str) -> Run<Arc<TemplateHandle>> {
        self.find(name).map_err(|missing| {
            let (frame, span) = (FrameId(0), JinjaSpan::default());
            let mut problem = match missing {
                Missing::NotFound => self.not_found(name, frame, span),
                Missing::Other(message) => Problem::new(Rule::TemplateNotFound, message, frame, span),
            };
            problem.reach = Reach::Expansion;
            Box::new(problem)
        })
    }

    /// A template that an expression names.
    fn named(&mut self, env: &Env, expr: &Expr, name: &Value) -> Run<Result<Arc<TemplateHandle>, String>> {
        let Some(text) = name.as_str() else {
            if let Some(undefined) = Undefined::of(name) {
                let message = undefined.message.clone();
                return Err(self.undefined(env, expr, &message));
            }
            let message = format!("a template's name must be a string, not {}", repr::type_name(name));
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        };
        match self.find(text) {
            Ok(template) => Ok(Ok(template)),
            Err(Missing::NotFound) => Ok(Err(text.to_owned())),
            Err(Missing::Other(message)) => {
                Err(self.problem(env, expr.span, Rule::TemplateNotFound, message))
            }
        }
    }

    fn required(&mut self, env: &Env, expr: &Expr) -> Run<Arc<TemplateHandle>> {
        let name = plain(self.eval(expr, env)?);
        match self.named(env, expr, &name)? {
            Ok(template) => Ok(template),
            Err(name) => Err(Box::new(self.not_found(&name, env.frame, expr.span))),
        }
    }

    /// Refuses a template that Jinja2 could not compile.
    pub(crate) fn refuse_faulty(&mut self, template: &TemplateHandle, frame: FrameId) -> Run<()> {
        let part = template.part();
        let problems = part.problems.iter().map(|found| {
            let rule = match found.rule {
                SyntaxRule::JinjaSyntax => Rule::JinjaSyntax,
            };
            let mut problem = Problem::new(rule, found.message.clone(), frame, found.span);
            problem.related = found.related.iter().map(|(span, what)| (frame, *span, what.clone())).collect();
            problem
        });
        let mut refused = None;
        for problem in problems {
            refused = Some((problem.frame, problem.span));
            self.report(problem)?;
        }
        if let Some((frame, span)) = refused {
            // What the template would have output or defined is missing, and that is no further fault.
            return Err(Box::new(Problem {
                reach: Reach::Echo,
                ..Problem::new(Rule::JinjaSyntax, "", frame, span)
            }));
        }
        for problem in names::unknown_names(&part.template, self.dialect, frame) {
            self.report(problem)?;
        }
        Ok(())
    }

    /// Runs a template's top level, then the template that it extends, if it does.
    pub(crate) fn run_template(
        &mut self,
        template: &Arc<TemplateHandle>,
        context: &Arc<Context>,
        frame: FrameId,
        output: &mut TracedText,
    ) -> Run<()> {
        let mut template = Arc::clone(template);
        let mut frame = frame;
        let mut chain = vec![Arc::clone(&template.name)];
        loop {
            let root = Rc::new(Root::default());
            let env = Env {
                frame,
                template: Arc::clone(&template),
                scope: Scope::outermost(context, None),
                toplevel: true,
                root: Some(Rc::clone(&root)),
                captured: false,
            }
            .hiding(TOP_LEVEL);
            let whole = JinjaSpan::new(0, 0);
            self.deeper(&env, whole, |this| this.nodes(&template.part().template.body, &env, output))?;
            let Some((parent, activation, span)) = root.parent.take() else { return Ok(()) };
            if chain.contains(&parent.name) {
                let mut shown: Vec<String> = chain.iter().map(|name| format!("`{name}`")).collect();
                shown.push(format!("`{}`", parent.name));
                let message = format!("this never ends: {}", shown.join(" extends "));
                return Err(self.problem(&env, span, Rule::RenderLimit, message));
            }
            chain.push(Arc::clone(&parent.name));
            frame = activation;
            template = parent;
        }
    }

    pub(crate) fn extends(&mut self, expr: &Expr, env: &Env) -> Run<()> {
        self.extend(expr, env).map_err(|mut problem| {
            // Without its parent a template's blocks have no place.
            problem.reach = match problem.reach {
                Reach::Statement | Reach::Expansion => Reach::Expansion,
                Reach::Echo | Reach::End => Reach::End,
            };
            problem
        })
    }

    fn extend(&mut self, expr: &Expr, env: &Env) -> Run<()> {
        let parent = self.required(env, expr)?;
        let Some(root) = &env.root else { return Ok(()) };
        if root.parent.borrow().is_some() {
            let message = "this template extends another already; only one `extends` can take effect";
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        }
        // The parent is compiled here, and runs when this template is done.
        let frame = self.new_frame(&parent, FrameKind::Extends, Some((env.frame, expr.span)));
        self.refuse_faulty(&parent, frame)?;
        env.scope.context.add_blocks(&parent);
        *root.parent.borrow_mut() = Some((parent, frame, expr.span));
        Ok(())
    }

    pub(crate) fn include(&mut self, node: &Include, env: &Env, output: &mut TracedText) -> Run<()> {
        let choice = plain(self.eval(&node.template, env)?);
        let is_list = choice.as_str().is_none()
            && Undefined::of(&choice).is_none()
            && choice.kind() == minijinja::value::ValueKind::Seq;
        let choices = if is_list { ops::iter(&choice).unwrap_or_default() } else { vec![choice] };
        let mut tried = Vec::new();
        let mut found = None;
        for name in choices {
            match self.named(env, &node.template, &plain(name))? {
                Ok(template) => {
                    found = Some(template);
                    break;
                }
                Err(name) => tried.push(name),
            }
        }
        let Some(template) = found else {
            if node.ignore_missing {
                return Ok(());
            }
            let message = match tried.as_slice() {
                [name] => return Err(Box::new(self.not_found(name, env.frame, node.template.span))),
                [] => "there is no template to include: the list is empty".to_owned(),
                names => {
                    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                    format!("none of the templates {} is found", names.join(", "))
                }
            };
            return Err(self.problem(env, node.template.span, Rule::TemplateNotFound, message));
        };
        let context =
            if node.with_context { Context::included(&env.scope) } else { env.scope.context.isolated() };
        if node.with_context || !env.captured {
            return self.run_other(&template, &context, FrameKind::Include, env, node.template.span, output);
        }
        let mut own = TracedText::default();
        self.run_other(&template, &context, FrameKind::Include, env, node.template.span, &mut own)?;
        self.bypass.append(&own);
        Ok(())
    }

    /// Runs a template that `env` includes or imports.
    fn run_other(
        &mut self,
        template: &Arc<TemplateHandle>,
        context: &Arc<Context>,
        kind: FrameKind,
        env: &Env,
        span: JinjaSpan,
        output: &mut TracedText,
    ) -> Run<()> {
        let frame = self.new_frame(template, kind, Some((env.frame, span)));
        self.refuse_faulty(template, frame)?;
        context.add_blocks(template);
        self.deeper(env, span, |this| this.run_template(template, context, frame, output))
    }

    fn module(&mut self, expr: &Expr, with_context: bool, env: &Env) -> Run<Arc<Module>> {
        let template = self.required(env, expr)?;
        let known = if with_context { None } else { self.modules.get(&template.name) };
        if let Some(module) = known.and_then(Value::downcast_object::<Module>) {
            // The template has run; that it is used here too is still to be known.
            self.new_frame(&template, FrameKind::Import, Some((env.frame, expr.span)));
            return Ok(module);
        }
        let context = if with_context { Context::imported(&env.scope) } else { env.scope.context.isolated() };
        let mut output = TracedText::default();
        self.run_other(&template, &context, FrameKind::Import, env, expr.span, &mut output)?;
        let module = Arc::new(Module {
            name: Arc::clone(&template.name),
            names: context.exports(),
            text: output.text,
        });
        if !with_context {
            let value = Value::from_dyn_object(Arc::clone(&module));
            self.modules.insert(Arc::clone(&template.name), value);
        }
        Ok(module)
    }

    pub(crate) fn import(&mut self, node: &Import, env: &Env) -> Run<()> {
        let module = self.module(&node.template, node.with_context, env)?;
        self.assign_name(&node.target, Value::from_dyn_object(module), env, false);
        Ok(())
    }

    pub(crate) fn import_names(&mut self, node: &FromImport, env: &Env) -> Run<()> {
        let module = self.module(&node.template, node.with_context, env)?;
        for (name, alias) in &node.names {
            let exported = module.names.iter().find(|(known, _)| *known == name.name);
            let value = exported.map_or_else(
                || {
                    let near = did_you_mean(&name.name, module.names.iter().map(|(known, _)| &**known));
                    let from = text::shorten(&module.name, 80);
                    Undefined::value(format!(
                        "`{}` is undefined: template `{from}`, which it is imported from, does not export it{near}",
                        name.name
                    ))
                },
                |(_, value)| value.clone(),
            );
            self.assign_name(alias.as_ref().unwrap_or(name), value, env, false);
        }
        Ok(())
    }
}
