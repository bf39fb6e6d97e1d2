package dev.agentharness.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One thing wrong in the JSON of a record.
 *
 * @param path where, as the model is told
 * @param json the whole, with the mistake in it
 */
record Mutation(String path, String json) {

    /** Makes one mistake somewhere in the tree. */
    static Mutation of(Class<? extends Record> type, ObjectNode tree, Random random) {
        ObjectNode copy = tree.deepCopy();
        List<Place> places = new ArrayList<>();
        collect("", type, copy, places);
        if (places.isEmpty()) { // nothing is there, and nothing has to be
            return new Mutation("unheardOf", copy.put("unheardOf", 1).toString());
        }
        Place place = places.get(random.nextInt(places.size()));
        return new Mutation(place.spoil(random), copy.toString());
    }

    /** A member of an object that stands for a record. */
    private record Place(String path, ObjectNode object, String name, boolean required) {

        String spoil(Random random) {
            switch (random.nextInt(required ? 4 : 2)) {
                case 0 -> {
                    object.put("unheardOf", 1);
                    return path.substring(0, path.length() - name.length()) + "unheardOf";
                }
                case 1 -> {
                    if (object.get(name).isTextual()) {
                        object.putArray(name).add(17);
                    } else {
                        object.put(name, "\u0000wrong");
                    }
                }
                case 2 -> object.remove(name);
                default -> object.putNull(name);
            }
            return path;
        }
    }

    private static void collect(String path, Type type, JsonNode node, List<Place> places) {
        if (type instanceof ParameterizedType generic) {
            Type of = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                collect(path, of, node, places);
            } else if (generic.getRawType() == Map.class) {
                node.fieldNames().forEachRemaining(name -> collect(path + "." + name, of, node.get(name), places));
            } else if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
                for (int i = 0; i < ((ArrayNode) node).size(); i++) {
                    collect(path + "[" + i + "]", of, node.get(i), places);
                }
            }
            return;
        }
        Class<?> raw = (Class<?>) type;
        if (raw == RandomRecords.Figure.class) {
            places.add(new Place(path + ".kind", (ObjectNode) node, "kind", true));
            boolean circle = node.get("kind").asText().equals("circle");
            collect(path, circle ? RandomRecords.Circle.class : RandomRecords.Square.class, node, places);
            return;
        }
        if (!raw.isRecord()) {
            return;
        }
        for (RecordComponent component : raw.getRecordComponents()) {
            if (node.hasNonNull(component.getName())) {
                String at = path.isEmpty() ? component.getName() : path + "." + component.getName();
                boolean required = !RecordJson.isOptional(component.getType());
                places.add(new Place(at, (ObjectNode) node, component.getName(), required));
                collect(at, component.getGenericType(), node.get(component.getName()), places);
            }
        }
    }
}
