package io.openclaw.rulefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Blocks that are shared within a file mean what a reader of YAML expects, and cannot be made to fill the memory. */
class YamlTreeTest {

    private static String json(String text) {
        return YamlJson.of(YamlTree.read("x.yaml", text)).toString();
    }

    @Test
    void anAliasStandsForItsBlockAndAMergeKeyForTheNamesTheMapHasNot() {
        assertThat(json("a: &a {x: 1, y: [2]}\nb: *a\nc: {<<: *a, x: 3}"))
                .isEqualTo("{'a':{'x':1,'y':[2]},'b':{'x':1,'y':[2]},'c':{'x':3,'y':[2]}}".replace('\'', '"'));
    }

    @Test
    void theFirstOfSeveralBlocksCountsWhereverTheMergeKeyStands() {
        assertThat(json("a: &a {x: 1}\nb: &b {x: 2, y: 2, z: 2}\nc: {z: 3, <<: [*a, *b]}\nd: {'<<': text}"))
                .endsWith("'c':{'z':3,'x':1,'y':2},'d':{'<<':'text'}}".replace('\'', '"'));
    }

    @Test
    void aMergedNameKeepsThePlaceWhereItIsWritten() {
        MappingNode root = (MappingNode) YamlTree.read("x.yaml", "a: &a\n  x: 1\nb:\n  <<: *a");
        MappingNode b = (MappingNode) root.getValue().get(1).getValueNode();
        assertThat(b.getValue().get(0).getKeyNode().getStartMark().getLine()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1;b: *nobody|2: not valid YAML: found undefined alias nobody; the block it takes has to stand above it, marked with &",
                "a: &a;  b: *a|1: this block holds itself",
                "a: &a [*a]|1: this block holds itself",
                "a: &a 5;b:;  <<: *a|1: << takes a map, as in <<: *name, or a list of maps",
                "a: &a {x: 1};b:;  <<: *a;  <<: *a|4: '<<' stands twice; write <<: [*one, *other]",
                "a: 1;b: 2;a: 3|3: 'a' stands twice",
                "? [a]: 1|1: a name has to be one word",
                "a: [1|1: not valid YAML: expected ',' or ']'"
            })
    void whatCannotBeTakenIsNamedWithItsLine(String text, String said) {
        assertThatThrownBy(() -> YamlTree.read("x.yaml", text.replace(';', '\n')))
                .isInstanceOf(RuleFileException.class)
                .hasMessageStartingWith("x.yaml:" + said);
    }

    /** Nine lines that would come to a thousand million values. */
    @Test
    void aFileThatGrowsWithoutEndIsRefused() {
        StringBuilder text = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            text.append("l%d: &l%d [%s]\n".formatted(i, i, ("*l" + (i - 1) + ", ").repeat(10)));
        }
        assertThatThrownBy(() -> YamlTree.read("x.yaml", text.toString()))
                .isInstanceOf(RuleFileException.class)
                .hasMessage("x.yaml:5: its shared blocks add more than 100000 values; share less");
    }

    /** A carrier's prices for every country and weight are many lines, and none of them twice. */
    @Test
    void aLongFileIsNoSuchFile() {
        assertThat(YamlTree.read("x.yaml", "zones:\n" + "  - {first: 1, next: 2}\n".repeat(60_000)))
                .isNotNull();
    }

    @Test
    void aWordThatIsNoNumberToItsAuthorStaysAsItIsWritten() {
        assertThat(json("[NO, ON, no, on, off, 0123, 12:30, 1_000, 5, -1.5, 2024-06-15, ~, '5', 99999999999]"))
                .isEqualTo(
                        "['NO','ON',false,true,false,'0123','12:30','1_000',5,-1.5,'2024-06-15',null,'5',99999999999]"
                                .replace('\'', '"'));
    }
}
