"""What a user sees in the terminal. Each case is given a terminal, and the folder of the projects."""

CONFIGS = "tiny_lm/templates/configs"


def line_with(screen, text):
    """The line of the screen that has a text."""
    return next((line for line in screen.splitlines() if text in line), "")


def diagnostics(terminal, open, _):
    """an error is shown beside the line that it is in, and counted in the status line"""
    open("broken/templates/configs/typo.yaml")
    screen = terminal.wait("typo.yaml E1", "did you mean `ns.hidden_size`?")
    assert "eps: {{ ns.hiden_size }}" in line_with(screen, "did you mean"), screen
    terminal.command("%s/hiden/hidden/")
    terminal.wait(without=["did you mean", "typo.yaml E1"])


def hover(terminal, open, _):
    """K shows what a value is"""
    open(f"{CONFIGS}/no_bias.yaml")
    terminal.command("call search('config_name')")
    terminal.command("lua vim.lsp.buf.hover()")
    terminal.wait("No Bias", "config_name", where=lambda screen: screen.count("No Bias") > 1)


def definition(terminal, open, _):
    """Control-] goes to the block that is overridden, in another file, and Control-T back"""
    open(f"{CONFIGS}/no_bias.yaml")
    terminal.command("call search('attention_factory')")
    terminal.keys("C-]")
    terminal.wait("-- block attention_factory", "templates/tiny_lm.yaml baseline.yaml <87>")
    terminal.keys("C-t")
    terminal.wait("[attention_factory]", "bias: False")


def rename(terminal, open, path):
    """a rename that is typed reaches other files"""
    open("odd/templates/configs/characters.yaml")
    terminal.command("call search('colour')")
    terminal.command("lua vim.lsp.buf.rename()")
    terminal.wait("New Name: colour")
    terminal.keys("C-u")
    terminal.type("hue")
    terminal.keys("Enter")
    terminal.wait('other: [ "🎉🎉", *hue, ')
    terminal.command("wall | edit " + path("odd/templates/characters.yaml"))
    terminal.wait(".define: &hue !call:dict", 'main: [ "🎉 ü", *hue ]')


def completion(terminal, open, _):
    """a menu offers the blocks of the template that is extended"""
    open(f"{CONFIGS}/no_bias.yaml")
    terminal.keys("G", "o")
    terminal.keys("C-u")
    terminal.type("[")
    terminal.keys("C-x", "C-o")
    terminal.wait("activation", "layer_stack", "tokenizer")
    terminal.keys("C-e")
    terminal.type("layer_s")
    terminal.keys("C-x", "C-o")
    terminal.wait("[layer_stack")


def preview(terminal, open, _):
    """the preview is beside the template, changes as it is typed, says what is stale and where lines come from"""
    open(f"{CONFIGS}/no_bias.yaml")
    terminal.command("ForgatherPreview")
    terminal.wait("config_name: No Bias")
    terminal.command("call search('bias: False')")
    # The bar of the preview tells which line its cursor is in.
    screen = terminal.wait("no_bias.yaml:12 [attention_factory]", "← configs/no_bias.yaml [attention_factory]")
    assert screen.count("    bias: False") == 2, screen
    terminal.picture("neovim-preview")
    terminal.keys("o")
    terminal.type("scale: 2")
    screen = terminal.wait("no_bias.yaml:13 [attention_factory]", where=lambda screen: screen.count("scale: 2") == 2)
    terminal.keys("Enter")
    terminal.type("{{ ns.nothing }}")
    terminal.wait(" stale ", where=lambda screen: screen.count("scale: 2") == 2)
    terminal.keys("Escape", "u")
    terminal.wait(without=[" stale "])
    terminal.keys("Escape", "C-w", "l")
    terminal.command("call search('num_layers: .num_layers')")
    terminal.wait("tiny_lm.yaml:110 [layer_stack]", where=lambda screen: screen.count("num_layers: *num_layers") == 2)
    terminal.keys("Enter")
    # The status line is about the window that the user is in.
    terminal.wait("templates/tiny_lm.yaml", "<110>")


def materialize(terminal, open, _):
    """an object is constructed and shown, with variables that completion offers"""
    open(f"{CONFIGS}/no_bias.yaml")
    terminal.keys("Escape")
    terminal.type(":ForgatherMat")
    terminal.keys("Tab")
    terminal.type(" main num")
    terminal.keys("Tab")
    terminal.wait(":ForgatherMaterialize main num_layers=2")
    terminal.keys("BSpace")
    terminal.type("1")
    terminal.keys("Enter")
    terminal.wait("main of no_bias.yaml: causal_lm.CausalLM", "(query): Linear(8, 8, bias=False)", without=["(1): PreNormLayer"])


def materialize_fails(terminal, open, _):
    """an error opens the quickfix list, whose entries lead to templates and Python"""
    open("odd/templates/configs/failing.yaml")
    terminal.command("ForgatherMaterialize")
    terminal.wait(
        "main of failing.yaml: no object",
        "failing.yaml|4 col 11-17 error| steps.Refused: 0 is no divisor",
        "failing.yaml|3 col 7-17 info| needed by `dict`",
        "steps.py|16 col 1 error| second: raise Refused",
    )
    terminal.picture("neovim-exception")
    terminal.command("cc 3")
    terminal.wait("except ZeroDivisionError as error:")
    terminal.command("cfirst")
    terminal.wait("part: !call:{{ project_dir }}/src/steps.py:first")


def cancel(terminal, open, _):
    """what takes long is called off by Control-C"""
    open("odd/templates/configs/failing.yaml")
    terminal.command("ForgatherMaterialize slow")
    terminal.wait("slow of failing.yaml: constructing", "failing.yaml Python busy")
    terminal.keys("C-w", "j")
    # Control-C drops keys that are yet to be read.
    terminal.wait("forgather-result://failing.yaml/slow")
    terminal.keys("C-c")
    terminal.wait("slow of failing.yaml: called off")
    terminal.keys("C-w", "k")
    terminal.wait("failing.yaml <", without=["Python busy"])


def select(terminal, open, _):
    """a configuration is chosen from a list"""
    open("tiny_lm/templates/tiny_lm.yaml")
    terminal.wait("baseline.yaml")
    terminal.command("ForgatherSelect")
    terminal.wait("See templates through", "5: no_bias.yaml", "every_tag.yaml (does not use this template)")
    terminal.type("5")
    terminal.keys("Enter")
    terminal.wait("templates are seen through `no_bias.yaml`")


def restart(terminal, open, _):
    """after a restart all is as before"""
    open("broken/templates/configs/typo.yaml")
    terminal.wait("typo.yaml E1")
    terminal.command("lua vim.g.before = vim.lsp.get_clients()[1].id")
    terminal.command("ForgatherRestart")
    terminal.command("lua vim.wait(20000, function() local c = vim.lsp.get_clients({ bufnr = 0 })[1] return c and c.id ~= vim.g.before end)")
    terminal.wait("typo.yaml E1", "did you mean `ns.hidden_size`?")


CASES = [
    diagnostics,
    hover,
    definition,
    rename,
    completion,
    preview,
    materialize,
    materialize_fails,
    cancel,
    select,
    restart,
]
