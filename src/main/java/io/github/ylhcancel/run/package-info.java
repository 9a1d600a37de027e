/** What every run has, whatever its command: settings, time, the wish to end, its name and record, its way to the database. */
package io.github.ylhcancel.run;
