"""The setup scripts on machines that are not this one: their PATH holds only what each test puts there."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASICS = ["cat", "dirname", "echo", "env", "grep", "head", "mkdir", "readlink", "rm", "sed"]
WRONG_PYTHON = "exit 1"


@dataclass(frozen=True)
class Machine:
    project: Path
    programs: Path

    def has(self, name: str, script: str) -> Path:
        """Put a program on the machine's PATH."""
        program = self.programs / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return program

    def has_debian_packages(self, package: str, description: str, effect: str) -> None:
        """Give the machine an apt that knows one package, and a user who may install it."""
        self.has("id", "echo 0")
        self.has("apt-cache", f'[ "$3" = {package} ] && echo "{description}"')
        self.has("apt-get", f'case "$*" in *install*{package}*) {effect} ;; esac')

    def runs(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", f"overrides/setup/{script}"],
            cwd=self.project,
            env={"PATH": str(self.programs), "HOME": str(self.project)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path / "project with a space", tmp_path / "programs")
    made.programs.mkdir()
    shutil.copytree(ROOT / "overrides/setup", made.project / "overrides/setup")
    for name in (".python-version", "requirements.txt"):
        shutil.copy(ROOT / name, made.project)
    for name in BASICS:
        found = shutil.which(name)
        assert found, f"{name} is missing"
        (made.programs / name).symlink_to(found)
    made.has("id", "echo 1000")
    (made.project / ".venv/bin").mkdir(parents=True)
    return made


def python_script(path: str = "/opt/python/bin/python") -> str:
    """Return a program that answers as a Python of the wanted version would."""
    return f'[ "$1" = -c ] && echo {path}'


def test_python_from_the_path(machine: Machine) -> None:
    machine.has("python3.13", python_script())
    assert machine.runs("find-python.sh").stdout == "/opt/python/bin/python\n"


def test_python_from_pyenv(machine: Machine) -> None:
    machine.has("python3", WRONG_PYTHON)
    python = machine.has("pyenv-python", python_script())
    versions = machine.project / ".pyenv/versions/3.13.7/bin"
    versions.mkdir(parents=True)
    (versions / "python").symlink_to(python)
    assert machine.runs("find-python.sh").stdout == "/opt/python/bin/python\n"


def test_the_wanted_version_is_checked(machine: Machine) -> None:
    real = shutil.which("python3")
    assert real
    machine.has("python3", f'exec "{real}" "$@"')
    (machine.project / ".python-version").write_text("2.7")
    finished = machine.runs("find-python.sh")
    assert (finished.returncode, finished.stdout) == (1, "")


def test_python_from_uv(machine: Machine) -> None:
    machine.has("python3", WRONG_PYTHON)
    python = machine.has("managed", python_script())
    machine.has("uv", f'case "$*" in "python find"*) echo "{python}" ;; esac')
    assert machine.runs("find-python.sh").stdout == "/opt/python/bin/python\n"


@pytest.mark.parametrize("tool", ["venv", "pip"])
def test_uv_is_fetched_by_what_python_has(machine: Machine, tool: str) -> None:
    python = machine.has("managed", python_script())
    uv = machine.has("fetched-uv", f'case "$*" in "python find"*) echo "{python}" ;; esac')
    pip = machine.has("fake-pip", f'mkdir -p .cache/uv/bin && cp "{uv}" .cache/uv/bin/uv')
    (machine.programs / "cp").symlink_to(shutil.which("cp") or "")
    make_venv = f'mkdir -p .cache/uv/bin && cp "{pip}" .cache/uv/bin/python'
    machine.has(
        "python3",
        f'case "$*" in "-m venv"*) {make_venv if tool == "venv" else "exit 1"} ;;'
        f' "-m pip --version") exit {0 if tool == "pip" else 1} ;;'
        f' "-m pip"*) shift 2; exec "{pip}" -m pip "$@" ;; *) exit 1 ;; esac',
    )
    finished = machine.runs("find-python.sh")
    assert finished.stdout == "/opt/python/bin/python\n", finished.stderr
    locked = (machine.project / ".cache/uv-requirements.txt").read_text()
    assert locked.startswith("uv==")
    assert locked.count("==") == 1
    assert locked.rstrip()[-64:].isalnum()


def test_debian_python_without_venv_and_pip(machine: Machine) -> None:
    machine.has("python3", f"[ -e installed ] && {python_script()}")
    machine.has_debian_packages("python3-venv", "Depends: python3", "echo > installed")
    assert machine.runs("find-python.sh").stdout == "/opt/python/bin/python\n"


def test_no_python_is_said_in_one_sentence(machine: Machine) -> None:
    finished = machine.runs("find-python.sh")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("Python 3.13 is missing and could not be fetched: install it")
    assert finished.stderr.count("\n") == 1


def test_browser_from_the_path(machine: Machine) -> None:
    browser = machine.has("google-chrome", "echo Chrome 156; echo noise >&2")
    finished = machine.runs("find-browser.sh")
    assert (finished.stdout, finished.stderr) == (f"{browser}\n", "")


def test_snap_stub_and_broken_browser_are_passed_over(machine: Machine) -> None:
    machine.has("chromium", "exit 127")
    machine.has("chromium-browser", "exec /snap/bin/chromium --version || true")
    browser = machine.has("google-chrome-stable", "exit 0")
    assert machine.runs("find-browser.sh").stdout == f"{browser}\n"


def test_browser_from_debian(machine: Machine) -> None:
    browser = machine.programs / "chromium"
    (machine.programs / "chmod").symlink_to(shutil.which("chmod") or "")
    effect = f'echo "#!/bin/sh" > "{browser}"; chmod +x "{browser}"'
    machine.has_debian_packages("chromium", "Depends: libc6", effect)
    finished = machine.runs("find-browser.sh")
    assert finished.stdout == f"{browser}\n"
    assert "Installing the package chromium" in finished.stderr


@pytest.mark.parametrize("started", [True, False])
def test_browser_from_playwright_where_debian_offers_only_a_snap(machine: Machine, *, started: bool) -> None:
    machine.has_debian_packages("chromium", "Depends: debconf, snapd", "touch wrongly-installed")
    browser = machine.has("playwright-chromium", f"exit {0 if started else 1}")
    python = machine.has("venv-python", f'[ "$2" = playwright ] || echo "{browser}"')
    (machine.project / ".venv/bin/python").symlink_to(python)
    finished = machine.runs("find-browser.sh")
    assert finished.stdout == (f"{browser}\n" if started else "")
    assert finished.returncode == (0 if started else 1)


def test_no_browser_is_said_in_one_sentence(machine: Machine) -> None:
    (machine.project / ".venv/bin/python").symlink_to(machine.has("venv-python", "exit 1"))
    finished = machine.runs("find-browser.sh")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("No Chromium was found and none could be fetched: install")
    assert finished.stderr.count("\n") == 1


def test_engines_from_debian(machine: Machine) -> None:
    (machine.programs / "touch").symlink_to(shutil.which("touch") or "")
    (machine.programs / "chmod").symlink_to(shutil.which("chmod") or "")
    firefox = machine.programs / "firefox-esr"
    machine.has_debian_packages("firefox-esr", "Depends: libc6", f'touch "{firefox}"; chmod +x "{firefox}"')
    driver, screen = machine.has("WebKitWebDriver", "exit 0"), machine.has("Xvfb", "exit 0")
    finished = machine.runs("find-engines.sh")
    assert finished.stdout.split("\n") == [str(firefox), str(driver), str(screen), ""]
    assert finished.stderr == "Installing the package firefox-esr.\n"


def test_engines_that_cannot_be_had_are_named_and_stop_nothing(machine: Machine) -> None:
    machine.has("firefox", "exec /snap/bin/firefox")
    finished = machine.runs("find-engines.sh")
    assert (finished.returncode, finished.stdout) == (0, "")
    sentences = finished.stderr.splitlines()
    assert [sentence.partition(",")[0] for sentence in sentences] == [
        "There is no Firefox",
        "There is no WebKitGTK with a driver",
    ]
