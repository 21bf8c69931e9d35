# scale.sh's figure: time and memory by size, both axes logarithmic; a line with slope 1 beside them.
set datafile separator ","
set terminal svg size 1200,400 font "sans,12" background "white"
set output out."/scale.svg"
set multiplot layout 1,3
set logscale xy
set grid
set key top left
set format x "10^{%L}"
steps = "write inspect replay analyze"
rows(step) = sprintf("< grep ^%s, '%s/scale.csv'", step, out)
set title "One recording"
set xlabel "datapoints"
set ylabel "CPU seconds"
plot for [s in steps] rows(s) using 2:4 with linespoints pointsize 1 title s, \
	x / 1e6 with lines dashtype 2 linecolor "grey" title "slope 1"
set ylabel "peak resident memory, MB"
plot for [s in steps] rows(s) using 2:5 with linespoints pointsize 1 title s, \
	x / 1e4 with lines dashtype 2 linecolor "grey" title "slope 1"
if (map) {
	set title "One snapshot of the kernel's map"
	set xlabel "requests in flight"
	set ylabel "ms"
	plot out."/map.csv" every ::1 using 2:3 with linespoints pointsize 1 title "bpf\\_map\\_lookup\\_batch", \
		x / 1e4 with lines dashtype 2 linecolor "grey" title "slope 1"
}
unset multiplot
