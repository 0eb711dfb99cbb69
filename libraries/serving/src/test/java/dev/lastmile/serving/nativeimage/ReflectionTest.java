package dev.lastmile.serving.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * A native executable has by reflection what is registered for it: each class that Panache projects onto, and each that
 * Jackson reads or writes, has to be.
 */
class ReflectionTest {
    private static final String REGISTERED = "Lio/quarkus/runtime/annotations/RegisterForReflection;";
    private static final String ENTITY = "Ljakarta/persistence/Entity;";
    private static final String FILE = "/META-INF/native-image/dev.lastmile/lastmile-http-guard/reflect-config.json";
    /** Methods that use a class by reflection which they are given, or the class of an object. */
    private static final Map<String, Set<String>> USERS = Map.of(
            "io/quarkus/hibernate/orm/panache/PanacheQuery", Set.of("project"),
            "com/fasterxml/jackson/databind/ObjectMapper",
                    Set.of(
                            "readValue",
                            "treeToValue",
                            "convertValue",
                            "valueToTree",
                            "readerFor",
                            "writerFor",
                            "writeValueAsBytes",
                            "writeValueAsString",
                            "writeValue"),
            "com/fasterxml/jackson/databind/ObjectReader", Set.of("readValue", "forType", "treeToValue"),
            "com/fasterxml/jackson/databind/ObjectWriter",
                    Set.of("writeValue", "writeValueAsBytes", "writeValueAsString"),
            "jakarta/ws/rs/core/Response$ResponseBuilder", Set.of("entity"),
            "jakarta/ws/rs/core/Response", Set.of("ok"));

    /** What this test has to find. */
    record Faulty(int number) {
        static List<Faulty> project(PanacheQuery<?> query) {
            return query.project(Faulty.class).list();
        }

        static byte[] write(ObjectMapper json) throws Exception {
            return json.writeValueAsBytes(new Faulty(1));
        }
    }

    record Annotated(@JsonProperty("n") int number) {}

    @Test
    void everyClassThatIsUsedByReflectionIsRegistered() throws Exception {
        Map<String, ClassNode> classes = OwnClasses.all();
        Map<String, Set<String>> used = used(classes.values());
        Set<String> registered = new TreeSet<>();
        for (JsonNode entry : json()) {
            registered.add(entry.path("name").asText());
            assertThat(Class.forName(
                            entry.path("name").asText(), false, getClass().getClassLoader()))
                    .isNotNull();
        }
        classes.forEach((name, node) -> {
            if (annotated(node, REGISTERED) || annotated(node, ENTITY)) {
                registered.add(name);
            }
        });

        assertThat(used.keySet())
                .as("projections, which are there to be found")
                .contains(
                        "dev.lastmile.serving.internal.log.LogStore$Place",
                        "dev.lastmile.serving.internal.log.EarlierRows$Place");
        used.keySet().removeAll(registered);
        assertThat(used)
                .as("classes that need @RegisterForReflection, and where they are used")
                .isEmpty();
    }

    @Test
    void findsWhatItLooksFor() throws Exception {
        Map<String, Set<String>> used = used(List.of(OwnClasses.of(Faulty.class), OwnClasses.of(Annotated.class)));

        assertThat(used)
                .containsEntry(Faulty.class.getName(), Set.of("Faulty.project", "Faulty.write"))
                .containsEntry(Annotated.class.getName(), Set.of("its annotations"));
    }

    private static Map<String, Set<String>> used(Collection<ClassNode> classes) throws Exception {
        Map<String, Set<String>> used = new TreeMap<>();
        for (ClassNode node : classes) {
            String text = node.name.replace('/', '.');
            if (hasJacksonAnnotation(node)) {
                used.computeIfAbsent(text, name -> new TreeSet<>()).add("its annotations");
            }
            for (MethodNode method : node.methods) {
                usedIn(node, method, used);
            }
        }
        return used;
    }

    private static void usedIn(ClassNode node, MethodNode method, Map<String, Set<String>> used) throws Exception {
        String place = node.name.replaceAll(".*[/$]", "") + "." + method.name;
        Frame<BasicValue>[] frames = null;
        String constant = "";
        for (int at = 0; at < method.instructions.size(); at++) {
            AbstractInsnNode instruction = method.instructions.get(at);
            if (instruction instanceof LdcInsnNode loaded && loaded.cst instanceof Type type) {
                constant = type.getClassName();
            }
            if (!(instruction instanceof MethodInsnNode call)
                    || !USERS.getOrDefault(call.owner, Set.of()).contains(call.name)) {
                continue;
            }
            frames = frames != null ? frames : new Analyzer<>(new SimpleVerifier()).analyze(node.name, method);
            Type[] arguments = Type.getArgumentTypes(call.desc);
            for (int argument = 0; argument < arguments.length && frames[at] != null; argument++) {
                if (arguments[argument].getClassName().equals(TypeReference.class.getName())) {
                    continue; // It names a type; what that is of ours is found by its own annotations.
                }
                Frame<BasicValue> frame = frames[at];
                Type given = frame.getStack(frame.getStackSize() - arguments.length + argument)
                        .getType();
                String name =
                        arguments[argument].getClassName().equals("java.lang.Class") ? constant : given.getClassName();
                if (name.startsWith("dev.lastmile.")) {
                    used.computeIfAbsent(name, key -> new TreeSet<>()).add(place);
                }
            }
        }
    }

    private static boolean hasJacksonAnnotation(ClassNode node) {
        return has(node.visibleAnnotations, "Lcom/fasterxml/jackson/")
                || node.fields.stream().anyMatch(field -> has(field.visibleAnnotations, "Lcom/fasterxml/jackson/"))
                || node.methods.stream().anyMatch(method -> has(method.visibleAnnotations, "Lcom/fasterxml/jackson/"));
    }

    private static boolean annotated(ClassNode node, String annotation) {
        return has(node.visibleAnnotations, annotation) || has(node.invisibleAnnotations, annotation);
    }

    private static boolean has(List<AnnotationNode> annotations, String start) {
        return annotations != null && annotations.stream().anyMatch(one -> one.desc.startsWith(start));
    }

    private static JsonNode json() throws Exception {
        try (InputStream bytes = ReflectionTest.class.getResourceAsStream(FILE)) {
            return new ObjectMapper().readTree(bytes);
        }
    }
}
