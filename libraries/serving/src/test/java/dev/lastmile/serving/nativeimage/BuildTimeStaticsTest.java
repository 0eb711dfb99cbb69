package dev.lastmile.serving.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A native executable is built with this project's classes initialized and ONNX Runtime's not: what their statics hold is in
 * the executable, and an object of ONNX Runtime in it ends the build.
 */
class BuildTimeStaticsTest {
    private static final String RUNTIME = "ai.onnxruntime";

    /** What this test has to find. */
    static final class Faulty {
        static final Set<OnnxJavaType> TYPES = Set.of(OnnxJavaType.FLOAT);
    }

    @Test
    void noStaticReachesAnObjectOfOnnxRuntime() throws Exception {
        List<String> found = new ArrayList<>();
        int initialized = 0;
        for (String name : initializedAtBuildTime().keySet()) {
            Class<?> type;
            try {
                type = Class.forName(name);
            } catch (LinkageError e) {
                continue; // What it needs is not in a service, so that nothing in one reaches it.
            }
            initialized++;
            found.addAll(reached(type));
        }

        assertThat(initialized).isGreaterThan(150);
        assertThat(found).isEmpty();
    }

    @Test
    void noStaticInitializerUsesOnnxRuntime() throws Exception {
        List<String> found = new ArrayList<>();
        initializedAtBuildTime().forEach((name, node) -> found.addAll(usedInInitializer(node)));

        assertThat(found).isEmpty();
    }

    @Test
    void bothFindTheFaultThatTheyLookFor() throws Exception {
        assertThat(OwnClasses.initializedAtRunTime()).contains(RUNTIME);
        assertThat(reached(Faulty.class))
                .containsExactly(Faulty.class.getName() + ".TYPES reaches ai.onnxruntime.OnnxJavaType");
        assertThat(usedInInitializer(OwnClasses.of(Faulty.class))).isNotEmpty();
    }

    private static Map<String, ClassNode> initializedAtBuildTime() throws Exception {
        Set<String> later = OwnClasses.initializedAtRunTime();
        Map<String, ClassNode> classes = OwnClasses.all();
        classes.keySet()
                .removeIf(name -> later.stream().anyMatch(one -> name.equals(one) || name.startsWith(one + ".")));
        return classes;
    }

    private static List<String> usedInInitializer(ClassNode node) {
        List<String> found = new ArrayList<>();
        for (MethodNode method : node.methods) {
            if (!method.name.equals("<clinit>")) {
                continue;
            }
            for (AbstractInsnNode instruction : method.instructions) {
                String owner = instruction instanceof FieldInsnNode field
                        ? field.owner
                        : instruction instanceof MethodInsnNode call ? call.owner : "";
                if (owner.startsWith(RUNTIME.replace('.', '/'))) {
                    found.add(node.name + " uses " + owner);
                }
            }
        }
        return found;
    }

    private static List<String> reached(Class<?> type) throws IllegalAccessException {
        List<String> found = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                continue;
            }
            field.setAccessible(true);
            firstOfRuntime(field.get(null))
                    .ifPresent(there -> found.add(type.getName() + "." + field.getName() + " reaches " + there));
        }
        return found;
    }

    private static Optional<String> firstOfRuntime(Object start) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>();
        visit(start, seen, left);
        while (!left.isEmpty()) {
            Object object = left.pop();
            Class<?> type = object.getClass();
            if (type.getName().startsWith(RUNTIME)) {
                return Optional.of(type.getName());
            }
            if (object instanceof Collection<?> values) {
                values.forEach(value -> visit(value, seen, left));
            } else if (object instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    visit(key, seen, left);
                    visit(value, seen, left);
                });
            } else if (object instanceof Optional<?> optional) {
                optional.ifPresent(value -> visit(value, seen, left));
            } else if (type.isArray() && !type.getComponentType().isPrimitive()) {
                for (int at = 0; at < Array.getLength(object); at++) {
                    visit(Array.get(object, at), seen, left);
                }
            } else if (type.getName().startsWith("dev.lastmile.") && !type.isHidden()) {
                for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
                    for (Field field : part.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers()) && field.trySetAccessible()) {
                            visit(field.get(object), seen, left);
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static void visit(Object object, Set<Object> seen, Deque<Object> left) {
        if (object != null && seen.add(object)) {
            left.push(object);
        }
    }
}
