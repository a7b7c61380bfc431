;;; test.el --- what a user does in Emacs, and what is to be seen then  -*- lexical-binding: t -*-

(require 'eglot)
(require 'xref)

(setq eglot-sync-connect 60 eglot-connect-timeout 60 eglot-autoshutdown nil
      eldoc-idle-delay 0 flymake-no-changes-timeout 0.1 make-backup-files nil create-lockfiles nil)

(defun in-project (file) (expand-file-name file (getenv "PROJECTS")))

(defun wait-for (what condition)
  "Wait until CONDITION gives something, and return that."
  (let ((end (+ (float-time) 60)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end) (error "no %s within a minute" what))
      (accept-process-output nil 0.05))
    found))

(defun go-to (text)
  "Into TEXT, behind its first character."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (1+ (match-beginning 0))))

(defmacro check (name &rest body)
  (declare (indent 1))
  `(condition-case problem
       (progn ,@body (princ (format "passed: %s\n" ,name)))
     (error (princ (format "failed: %s: %s\n" ,name (string-replace "\n" " " (error-message-string problem)))))))

(defmacro expect (form)
  `(unless ,form (error "not so: %S" ',form)))

;; `eglot-ensure' waits for the command loop, which a batch has not.
(defun connect ()
  (apply #'eglot--connect (eglot--guess-contact)))

(check "a file of a project is in forgather-mode, and has a server"
  (find-file (in-project "broken/templates/configs/typo.yaml"))
  (expect (eq major-mode 'forgather-mode))
  (connect)
  (expect (eglot-current-server)))

(check "problems are shown where they are"
  (let ((found (wait-for "problem" (lambda () (flymake-diagnostics)))))
    (expect (= 1 (length found)))
    (goto-char (flymake-diagnostic-beg (car found)))
    (expect (= 6 (line-number-at-pos)))
    (expect (string-match-p "did you mean `ns.hidden_size`" (flymake-diagnostic-text (car found))))))

(check "a repaired fault is gone"
  (goto-char (point-min))
  (search-forward "hiden_size")
  (replace-match "hidden_size")
  (eglot--signal-textDocument/didChange)
  (wait-for "end of the problem" (lambda () (null (flymake-diagnostics)))))

(find-file (in-project "tiny_lm/templates/configs/multi_head.yaml"))
(unless (eglot-current-server) (connect))

(check "eldoc says what an alias is"
  (go-to "*hidden_size")
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown (substring-no-properties (or text "")))))
    (wait-for "hover" (lambda () shown))
    (unless (string-match-p "alias `?hidden_size" shown) (error "%s" shown))
    (expect (string-match-p "templates/tiny_lm.yaml:33" shown))))

(check "M-. goes to the anchor in another file"
  (go-to "*linear_factory")
  (let ((xref-prompt-for-identifier nil)) (call-interactively #'xref-find-definitions))
  (expect (string-suffix-p "templates/tiny_lm.yaml" buffer-file-name))
  (expect (string-match-p "^\\.define: &linear_factory" (buffer-substring (line-beginning-position) (line-end-position)))))

(defun completed (typed)
  "What the last line reads once TYPED is completed."
  (find-file (in-project "tiny_lm/templates/configs/no_bias.yaml"))
  (goto-char (point-max))
  (unless (bolp) (insert "\n"))
  (insert typed)
  (eglot--signal-textDocument/didChange)
  (completion-at-point)
  (prog1 (buffer-substring (line-beginning-position) (line-end-position))
    (revert-buffer t t)))

(check "aliases, attributes, templates and filters are completed"
  (pcase-dolist (`(,typed . ,wanted) '(("    norm: *norm_f" . "    norm: *norm_factory")
                                       ("-- set x = ns.model_s" . "-- set x = ns.model_src")
                                       ("-- include 'evaluati" . "-- include 'evaluation.yaml'")
                                       ("-- filter uppe" . "-- filter upper")))
    (let ((found (completed typed)))
      (unless (string-prefix-p (string-trim-right wanted "'") found)
        (error "%s is completed to %s" typed found)))))

(check "a rename changes two files"
  (find-file (in-project "tiny_lm/templates/configs/multi_head.yaml"))
  (go-to "*linear_factory")
  (let ((eglot-confirm-server-edits nil)) (eglot-rename "projection"))
  (save-some-buffers t)
  (dolist (file '("tiny_lm/templates/tiny_lm.yaml" "tiny_lm/templates/configs/multi_head.yaml"))
    (with-temp-buffer
      (insert-file-contents (in-project file))
      (expect (string-match-p "[*&]projection" (buffer-string)))
      (expect (not (string-match-p "[*&]linear_factory" (buffer-string)))))))

(check "forgather-preview shows the expansion"
  (with-current-buffer (forgather-preview)
    (expect (string-match-p "MultiHeadAttention@attention_factory" (buffer-string)))
    (expect (string-match-p "num_heads: 2" (buffer-string)))))

(check "forgather-select changes what a template is seen through"
  (find-file (in-project "tiny_lm/templates/tiny_lm.yaml"))
  (forgather-select "no_bias.yaml")
  (with-current-buffer (forgather-preview)
    (expect (string-match-p "No Bias" (buffer-string)))))

(check "colours"
  (find-file (in-project "tiny_lm/templates/configs/multi_head.yaml"))
  (font-lock-ensure)
  (pcase-dolist (`(,text . ,face) '(("extends" . font-lock-keyword-face) ("##" . font-lock-comment-face)
                                    ("!partial" . font-lock-type-face) ("*hidden_size" . font-lock-constant-face)
                                    ("num_heads:" . font-lock-variable-name-face)))
    (go-to text)
    (unless (eq face (get-text-property (point) 'face))
      (error "%s is %s" text (get-text-property (point) 'face)))))

(check "the server ends with Emacs"
  (eglot-shutdown-all)
  (expect (null (eglot-current-server))))

(princ "done\n")
