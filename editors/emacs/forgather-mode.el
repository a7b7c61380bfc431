;;; forgather-mode.el --- Templates of Forgather, with its language server  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: languages

;;; Commentary:

;; A mode for the templates of Forgather projects.  Eglot starts `forgather-ls', which has to be on the PATH.

;;; Code:

(define-derived-mode forgather-mode prog-mode "Forgather"
  "Templates of Forgather: line statements, Jinja2 and YAML."
  ;; None of these is a part of a name, so that completion replaces what the server means.
  (dolist (sign (string-to-list "*&!@|=<>.:/#"))
    (modify-syntax-entry sign "."))
  (setq-local comment-start "## " comment-start-skip "##+\\s-*")
  (setq-local indent-tabs-mode nil tab-width 4)
  (setq-local font-lock-defaults
              '((("^\\s-*##.*$" 0 font-lock-comment-face t)
                 ("\\s-##.*$" 0 font-lock-comment-face t)
                 ("^#\\s-*---+\\s-*\\([[:alnum:]_./]+\\)\\s-*---+$" 0 font-lock-doc-face)
                 ("^\\s-*\\(\\[\\)\\([[:alnum:]_]+\\)!*\\]\\s-*$" 2 font-lock-type-face)
                 ("^\\s-*\\(--\\|<<\\|>>\\)\\s-\\s-*\\([a-z]+\\)\\(?:\\s-+\\([[:alnum:]_]+\\)\\)?"
                  (1 font-lock-preprocessor-face) (2 font-lock-keyword-face))
                 ("^\\s-*\\(==\\|=>\\)\\s-" 1 font-lock-preprocessor-face)
                 ("![[:alnum:]_]+" 0 font-lock-type-face)
                 ("[&*][[:alnum:]_-]+" 0 font-lock-constant-face)
                 ("^\\s-*\\(?:- \\)*\\([[:alnum:]_.-]+\\):\\(?:\\s-\\|$\\)" 1 font-lock-variable-name-face)
                 ("\"[^\"\n]*\"\\|'[^'\n]*'" 0 font-lock-string-face keep)))))

(defun forgather-template-p ()
  "Whether the file of this buffer is a template of a Forgather project."
  (and buffer-file-name
       (string-match-p "\\.\\(?:yaml\\|jinja\\)\\'" buffer-file-name)
       (or (string-match-p "/forgather_workspace/" buffer-file-name)
           (locate-dominating-file buffer-file-name "meta.yaml"))))

(add-to-list 'magic-mode-alist '(forgather-template-p . forgather-mode))

(defun forgather-project (directory)
  "The workspace or project that DIRECTORY is in, where no version control says what a project is."
  (let ((root (or (locate-dominating-file directory "forgather_workspace")
                  (locate-dominating-file directory "meta.yaml"))))
    (and root (cons 'transient root))))

(add-hook 'project-find-functions #'forgather-project 90)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(forgather-mode "forgather-ls" "lsp")))
(add-hook 'forgather-mode-hook #'eglot-ensure)

(defun forgather-ask (command &rest arguments)
  "What the server answers to COMMAND about this buffer's file."
  (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                   (list :command command
                         :arguments (vector (append (list :uri (eglot-path-to-uri buffer-file-name)) arguments)))))

(defun forgather-show (name text)
  (with-current-buffer (get-buffer-create name)
    (let ((inhibit-read-only t))
      (erase-buffer)
      (insert text)
      (goto-char (point-min)))
    (special-mode)
    (display-buffer (current-buffer))
    (current-buffer)))

(defun forgather-preview ()
  "Show the configuration that this template is seen through, expanded."
  (interactive)
  (forgather-show "*forgather preview*" (plist-get (forgather-ask "forgather.previewExpandedConfig") :text)))

(defun forgather-graph ()
  "Show its node graph."
  (interactive)
  (forgather-show "*forgather graph*" (plist-get (forgather-ask "forgather.showGraph" :format "yaml") :text)))

(defun forgather-select (name)
  "Look at this template through the configuration NAME."
  (interactive
   (list (completing-read "Configuration: "
                          (mapcar (lambda (it) (plist-get it :name))
                                  (append (forgather-ask "forgather.listConfigurations") nil)))))
  (forgather-ask "forgather.selectConfiguration" :config name))

(provide 'forgather-mode)
;;; forgather-mode.el ends here
