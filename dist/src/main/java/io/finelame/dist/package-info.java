/** Makes the man pages and completions of the archive and the Debian package out of the commands' own descriptions. */
package io.finelame.dist;
