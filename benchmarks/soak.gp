# soak.sh's figure.
set datafile separator ","
if (format eq "svg") {
	set terminal svg size 1000,900 font "sans,12" background "white"
} else {
	set terminal png size 1000,900 font "sans,11"
}
set output out."/soak.".format
samples = out."/soak.csv"
set multiplot layout 4,1
set lmargin 9
set rmargin 30
set grid
set key outside right
set yrange [0:*]
set ylabel "MB"
plot samples every ::1 using ($1 / 60):($2 / 1024) with lines title "JVM, its own memory", \
	samples every ::1 using ($1 / 60):($7 / 1024) with lines title "recording, mapped", \
	samples every ::1 using ($1 / 60):($3 / 1024) with lines title "Java heap in use", \
	samples every ::1 using ($1 / 60):($4 / 1e6) with lines title "eBPF maps"
set ylabel "ms"
plot out."/soak-snapshots.csv" every ::1 using ($1 / 60):2 with lines title "snapshot interval, mean", \
	out."/soak-snapshots.csv" every ::1 using ($1 / 60):3 with lines title "longest in 10 s"
set ylabel "% of one core"
# A difference needs the sample before it.
before = NaN
then = NaN
plot samples every ::1 using ($1 / 60):(share = 100 * ($6 - before) / ticks / ($1 - then), before = $6, then = $1, share) \
	with lines title "recorder"
set xlabel "minutes"
set ylabel "descriptors"
plot samples every ::1 using ($1 / 60):5 with lines title "open"
unset multiplot
