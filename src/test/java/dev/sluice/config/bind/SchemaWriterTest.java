package dev.sluice.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The schema of records of its own; that of {@code sluice.yaml} has a test beside its root. */
class SchemaWriterTest {
    @Test
    void writesWhatTheRecordsSay() {
        assertThat(SchemaWriter.write("garden.yaml", "A garden.", GardenConfig.class))
                .isEqualTo("""
                        {
                          "$schema" : "https://json-schema.org/draft/2020-12/schema",
                          "title" : "garden.yaml",
                          "description" : "A garden.",
                          "type" : "object",
                          "additionalProperties" : false,
                          "required" : [ "name" ],
                          "properties" : {
                            "name" : {
                              "description" : "What it is called.",
                              "anyOf" : [ {
                                "type" : "string",
                                "pattern" : "^(?:[a-z]+)$"
                              }, {
                                "$ref" : "#/$defs/environment"
                              } ]
                            },
                            "trees" : {
                              "description" : "What grows there.",
                              "type" : "array",
                              "items" : {
                                "$ref" : "#/$defs/tree"
                              }
                            }
                          },
                          "$defs" : {
                            "tree" : {
                              "type" : "object",
                              "additionalProperties" : false,
                              "properties" : {
                                "height" : {
                                  "description" : "In metres.",
                                  "anyOf" : [ {
                                    "type" : "integer",
                                    "minimum" : 1,
                                    "maximum" : 20
                                  }, {
                                    "$ref" : "#/$defs/environment"
                                  } ]
                                }
                              }
                            },
                            "environment" : {
                              "description" : "Filled from the environment: ${NAME}, or ${NAME:-default}.",
                              "type" : "string",
                              "pattern" : "\\\\$\\\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\\\}"
                            }
                          }
                        }
                        """);
    }

    record TreeConfig(
            @Setting(value = "In metres.", min = 1, max = 20) @Nullable
            Integer height) {}

    record GardenConfig(
            @Setting(value = "What it is called.", required = true, pattern = "[a-z]+")
            String name,

            @Setting("What grows there.") List<TreeConfig> trees) {}
}
