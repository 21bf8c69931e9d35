/** {@code --figures} and tables for papers. */
package io.finelame.analyze.paper;
