"""Java servers: the JDK, the jars from Maven Central, the compiled classes."""
import os
import pathlib
import re
import subprocess
import zlib

from processes import Failure
from scene import Skipped

HOME = pathlib.Path(__file__).resolve().parents[2]
LEAST_VERSION = 25


def jdk():
    """The first JDK of at least 25: JAVA_HOME, then those that packages install, as the launcher chooses."""
    candidates = [os.environ.get("JAVA_HOME", ""), *sorted(map(str, pathlib.Path("/usr/lib/jvm").glob("*")))]
    for home in filter(None, candidates):
        release = pathlib.Path(home, "release")
        version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M) if release.exists() else None
        if version and int(version[1]) >= LEAST_VERSION and os.access(f"{home}/bin/javac", os.X_OK):
            return pathlib.Path(home)
    raise Skipped(f"no JDK {LEAST_VERSION} or newer in JAVA_HOME or under /usr/lib/jvm")


def fetch(pom, cache):
    """The jars that a POM names, from Maven Central; kept in a directory for the next time."""
    version = zlib.crc32(pom.read_bytes())
    jars = cache / f"{pom.stem}-{version:08x}"
    if not list(jars.glob("*.jar")):
        command = [HOME / "mvnw", "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Skipped(f"Maven did not fetch what {pom.name} names: {(done.stdout.strip() or 'it said nothing').splitlines()[0]}")
    return sorted(jars.glob("*.jar"))


def command(scene, sources, main, *arguments, jars=()):
    """Compiles sources of a scene and returns the command that starts their main class."""
    home = jdk()
    class_path = ":".join(map(str, [scene.directory, *jars]))
    compiled = subprocess.run([home / "bin/javac", "-d", scene.directory, "-cp", class_path,
                               *(scene.sources / source for source in sources)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if compiled.returncode != 0:
        raise Failure(f"javac: {compiled.stdout.splitlines()[0]}")
    scene.note_version("", home / "bin/java", "--version")
    return [home / "bin/java", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp", class_path, main, *arguments]
