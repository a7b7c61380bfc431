//! What pages say to write for an editor is taken by that editor. What the editors' own suites try is not tried here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use docs_tests::{Page, copy_projects, root};
use tempfile::TempDir;

/// The blocks of a page in that language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let page = Page::read(Path::new(page));
    page.blocks.into_iter().filter(|block| block.info == language).map(|block| block.text).collect()
}

/// A program among the installed editors, or on `PATH`.
fn program(name: &str) -> Option<PathBuf> {
    let editors =
        std::env::var_os("FORGATHER_EDITORS").map_or_else(|| root().join("target/editors"), PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = ["forky/bin", "emacs/bin", "bin"].map(|folder| editors.join(folder)).into_iter();
    folders.chain(std::env::split_paths(&path)).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Runs an editor in a folder with the example projects, and gives what it prints.
fn run(command: &mut Command, folder: &TempDir) -> String {
    let own = lsp_tests::binary().parent().expect("a folder").to_owned();
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&inherited)));
    let output = command
        .current_dir(folder)
        .env("PATH", path.expect("a PATH"))
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("XDG_STATE_HOME", folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .output()
        .expect("the editor runs");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A folder with the example projects and some files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    copy_projects(folder.path());
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

const TYPO: &str = "tests/projects/broken/templates/configs/typo.yaml";

#[test]
fn neovim_without_the_plugin() {
    let Some(nvim) = program("nvim") else {
        return println!(
            "skipped: Neovim without the plugin: there is no nvim; tests/editors/install gets it"
        );
    };
    let script = format!(
        "vim.cmd.edit('{TYPO}')\n\
         vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20)\n\
         for _, d in ipairs(vim.diagnostic.get(0)) do io.stdout:write(d.lnum + 1, ':', d.col + 1, ' ', d.message, '\\n') end\n\
         for _, client in ipairs(vim.lsp.get_clients()) do client:stop() end\n\
         vim.wait(10000, function() return #vim.lsp.get_clients() == 0 end, 20)\n\
         vim.cmd('qall!')\n"
    );
    let init = &blocks("docs/start/other-clients.md", "lua")[0];
    let folder = folder(&[("init.lua", init), ("try.lua", &script)]);
    let printed = run(
        Command::new(nvim).args("--clean -i NONE -n --headless -u init.lua -S try.lua".split(' ')),
        &folder,
    );
    assert!(printed.contains("6:13 `ns.hiden_size` is undefined"), "{printed}");
}

#[test]
fn helix() {
    let Some(helix) = program("hx") else {
        return println!("skipped: Helix' languages.toml: there is no hx; tests/editors/install gets it");
    };
    let languages = fs::read_to_string(root().join("editors/helix/languages.toml")).expect("a file");
    let languages = format!("{languages}\n{}", blocks("docs/start/helix.md", "toml").join("\n"));
    let folder = folder(&[("helix/languages.toml", &languages)]);
    let printed = run(Command::new(helix).args(["--health", "forgather"]), &folder);
    let line = printed.lines().find(|line| line.contains("forgather-ls:")).unwrap_or_default();
    assert!(line.contains('✓'), "{printed}");
}

#[test]
fn emacs() {
    let Some(emacs) = program("emacs") else {
        return println!("skipped: Emacs: there is no emacs; tests/editors/install gets it");
    };
    // Where a distribution puts packages; Emacs 29 and newer have Eglot.
    let script = format!(
        "(dolist (folder (file-expand-wildcards \"/usr/share/emacs/site-lisp/elpa/*\")) (add-to-list 'load-path folder))\n\
         (unless (require 'eglot nil t) (message \"no eglot\") (kill-emacs))\n\
         (setq eglot-sync-connect 60 eglot-connect-timeout 60)\n\
         (load-file \"init.el\")\n\
         (find-file \"{TYPO}\")\n\
         (run-hooks 'post-command-hook)\n\
         (dotimes (_ 600) (unless (flymake-diagnostics) (flymake-start) (accept-process-output nil 0.1)))\n\
         (message \"%s\" major-mode)\n\
         (dolist (it (flymake-diagnostics))\n\
           (message \"%s %s\" (line-number-at-pos (flymake-diagnostic-beg it)) (flymake-diagnostic-text it)))\n\
         (eglot-shutdown (eglot-current-server))\n"
    );
    let init = blocks("docs/start/emacs.md", "elisp")[0].replace("~/forgather-ls", &root().to_string_lossy());
    let folder = folder(&[("init.el", &init), ("try.el", &script)]);
    let printed = run(Command::new(emacs).args(["-Q", "--batch", "-l", "try.el"]), &folder);
    if printed.contains("no eglot") {
        return println!("skipped: Emacs: there is no Eglot; tests/editors/install gets it");
    }
    assert!(printed.contains("forgather-mode"), "{printed}");
    assert!(printed.contains("`ns.hiden_size` is undefined"), "{printed}");
}
