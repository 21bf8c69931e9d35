package io.finelame.analyze.chart;

import java.util.List;

/**
 * One chart.
 *
 * @param title
 *            null for none
 * @param layers
 *            drawn in this order
 */
public record Panel(String title, Axis x, Axis y, List<Layer> layers) {

    public Panel {
        layers = List.copyOf(layers);
    }

    public List<Figure.Key> keys() {
        return layers.stream().filter(layer -> layer.name() != null)
                .map(layer -> new Figure.Key(layer.name(), layer.style())).toList();
    }
}
