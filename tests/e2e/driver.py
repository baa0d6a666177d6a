"""Drives a program's window over AT-SPI, from outside it: JSON lines in, JSON lines out (M17).

Run by the system's Python, which has `gi`; it knows nothing of the kiosk. Each request is `{"do": ..., "name": ...,
"within": seconds}`; a control is named by its objectName and must be showing. The reply is `{"ok": value}` or
`{"error": sentence}`. Waiting is done on the bus's events, with a look every LOOK_EVERY_MS beside them.
"""

import json
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

LOOK_EVERY_MS = 50
EVENTS = (
    "object:state-changed",
    "object:property-change",
    "object:children-changed",
    "object:text-changed",
    "object:visible-data-changed",
    "window",
)
BUS_ERROR = GLib.Error


class MissingError(Exception):
    """Not there yet: look again."""


def states(node):
    return node.get_state_set()


def showing(node):
    return states(node).contains(Atspi.StateType.SHOWING)


def fits(node, name):
    identity = node.get_accessible_id() or ""
    return identity == name or identity.endswith("." + name)


class Window:
    """Everything that shows in the windows of the programs on this session's bus."""

    def __init__(self):
        self.known = {}

    def roots(self):
        desktop = Atspi.get_desktop(0)
        for at in range(desktop.get_child_count()):
            program = desktop.get_child_at_index(at)
            if program is not None:
                program.set_cache_mask(Atspi.Cache.NONE)
                yield program

    def walk(self):
        """Showing nodes, outer ones first."""
        waiting = list(self.roots())
        while waiting:
            node = waiting.pop(0)
            for at in range(node.get_child_count()):
                child = node.get_child_at_index(at)
                if child is not None and showing(child):
                    yield child
                    waiting.append(child)

    def find(self, name):
        """The showing control of that objectName, or MissingError."""
        node = self.known.get(name)
        if node is not None:
            try:
                if showing(node) and fits(node, name):
                    return node
            except BUS_ERROR:
                pass
            del self.known[name]
        for node in self.walk():
            if fits(node, name):
                self.known[name] = node
                return node
        raise MissingError(f"{name} is not showing")


def act(node, wanted):
    acting = "Action" in node.get_interfaces()
    names = [Atspi.Action.get_action_name(node, at) for at in range(Atspi.Action.get_n_actions(node))] if acting else []
    for name in wanted:
        if name in names:
            Atspi.Action.do_action(node, names.index(name))
            return
    raise MissingError(f"{node.get_accessible_id()} has none of the actions {wanted}, only {names}")


def text_of(node):
    """Of an input its text, of everything else its name."""
    if "Text" in node.get_interfaces():
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    return node.get_name() or ""


def read(node):
    """What an outside program can know of a control."""
    now = states(node)
    return {
        "text": text_of(node),
        "name": node.get_name() or "",
        "role": node.get_role_name(),
        "enabled": now.contains(Atspi.StateType.ENABLED),
        "focused": now.contains(Atspi.StateType.FOCUSED),
        "checked": now.contains(Atspi.StateType.CHECKED),
        "invalid": now.contains(Atspi.StateType.INVALID_ENTRY),
    }


class Driver:
    """One method a request; a method that raises MissingError is tried again until its deadline."""

    def __init__(self):
        self.window = Window()

    def read(self, request):
        return read(self.window.find(request["name"]))

    def absent(self, request):
        try:
            self.window.find(request["name"])
        except MissingError:
            return True
        raise MissingError(f"{request['name']} is still showing")

    def enabled(self, node):
        if not states(node).contains(Atspi.StateType.ENABLED):
            raise MissingError(f"{node.get_accessible_id()} is not enabled")

    def press(self, request):
        node = self.window.find(request["name"])
        self.enabled(node)
        act(node, ("Press", "Toggle"))
        return True

    def focus(self, request):
        node = self.window.find(request["name"])
        act(node, ("Set Focus", "SetFocus"))
        return self.until_focused(request)

    def until_focused(self, request):
        if not states(self.window.find(request["name"])).contains(Atspi.StateType.FOCUSED):
            raise MissingError(f"{request['name']} did not take the focus")
        return True

    def type(self, request):
        """Put the text into an input, with the focus on it, as paste does."""
        node = self.window.find(request["name"])
        self.enabled(node)
        act(node, ("Set Focus", "SetFocus"))
        Atspi.EditableText.set_text_contents(node, request["text"])
        return True

    def keys(self, request):
        """Real key presses to whatever has the focus, once the window manager knows it too: its own keys need that."""
        if subprocess.run(["xdotool", "getactivewindow"], check=False, capture_output=True).returncode:
            raise MissingError("no window is active")
        subprocess.run(["xdotool", "key", "--delay", "15", *request["keys"]], check=True)
        return True

    def wait(self, request):
        """Until the control's text holds `text` (any text when it is empty, none when it is null)."""
        node = self.window.find(request["name"])
        now, wanted = text_of(node), request["text"]
        good = now == "" if wanted is None else (wanted in now and now != "")
        if not good:
            raise MissingError(f"{request['name']} says {now!r}, not {wanted!r}")
        return now

    def names(self, _request):
        """The ids of everything that shows, for a person who looks for a control."""
        shown = ((node.get_accessible_id() or "", node.get_role_name(), text_of(node)) for node in self.window.walk())
        return [f"  {role} {text!r} ...{identity[-60:]}" for identity, role, text in shown]


def attempt(driver, request):
    """Carry out a request, again and again until it works or its time is over."""
    until = time.monotonic() + request.get("within", 10)
    context = GLib.MainContext.default()
    while True:
        try:
            return {"ok": getattr(driver, request["do"])(request)}
        except MissingError as missing:
            sentence = str(missing)
        except BUS_ERROR as error:  # the control went away between two calls
            sentence = f"{request.get('name')}: {error.message}"
        if time.monotonic() > until:
            return {"error": sentence}
        context.iteration(True)


def main():
    listener = Atspi.EventListener.new(lambda _event: None)
    for kind in EVENTS:
        listener.register(kind)
    GLib.timeout_add(LOOK_EVERY_MS, lambda: True)  # wakes a wait whose event was missed
    driver = Driver()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(attempt(driver, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
