using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Yaml;
using Zrepl.Tests.Support;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>The JSON schema for editors, made from the same table as the binder: config 17.2, 18, 19.</summary>
public sealed class JsonSchemaTests
{
    private static readonly JsonObject Schema = ConfigurationReference.JsonSchema();

    public static TheoryData<string> Valid => [.. NamesIn("valid")];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Every_valid_sample_fits_it(string name) => Assert.Empty(Problems(File.ReadAllText(PathOf("valid", name))));

    [Fact]
    public void The_recorded_file_fits_it() =>
        Assert.Empty(Problems(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "zrepl.yml"))));

    [Theory]
    [InlineData("nmae: x", "$.jobs[0]: nmae is not allowed")]
    [InlineData("type: replicate", "$.jobs[0].type: \"replicate\" is not among [\"push\",\"pull\",\"sink\",\"source\",\"snap\"]")]
    [InlineData("recv: {}", "$.jobs[0]: recv is not allowed")]
    [InlineData("filesystems: [tank]", "$.jobs[0].filesystems: array instead of object")]
    [InlineData("pruning: {keep: []}", "$.jobs[0].pruning.keep: too few items")]
    [InlineData("pruning: {keep: [{type: last_n, count: ten}]}", "$.jobs[0].pruning.keep[0].count: string instead of integer")]
    [InlineData("snapshotting: {type: periodic, interval: 10m}", "$.jobs[0].snapshotting: prefix is missing")]
    public void A_mistake_in_the_form_is_told_at_its_place(string change, string problem)
    {
        var job = new Dictionary<string, string>
        {
            ["name"] = "x", ["type"] = "snap", ["filesystems"] = "{\"tank<\": true}", ["snapshotting"] = "{type: manual}", ["pruning"] = "{keep: [{type: last_n, count: 1}]}",
        };
        job[change.Split(':')[0]] = change[(change.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        Assert.Contains(problem, Problems($"jobs: [{{{string.Join(", ", job.Select(key => $"{key.Key}: {key.Value}"))}}}]"));
    }

    [Fact]
    public void Keys_of_our_own_are_marked_and_defaults_are_given()
    {
        var push = Schema["properties"]!["jobs"]!["items"]!["allOf"]!.AsArray().First(part => part!["if"]!["properties"]!["type"]!["const"]!.GetValue<string>() == "push")!["then"]!["properties"]!;
        Assert.EndsWith("Not in Go zrepl.", push["alerts"]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("/var/run/zrepl/control", Schema["properties"]!["global"]!["properties"]!["control"]!["properties"]!["sockpath"]!["default"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_command_line_prints_it()
    {
        var run = await CommandRun.OfAsync("configcheck", "--schema");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(JsonNode.DeepEquals(Schema, JsonNode.Parse(run.Output)));
    }

    private static List<string> Problems(string yaml) =>
        YamlReader.Read(yaml, "zrepl.yml").Root is { } root ? [.. SchemaCheck.Problems(Schema, Json(root))] : [];

    // As an editor reads YAML: `off` is a word.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Json(entry.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(Json)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { Text: "true" or "false", IsPlain: true } scalar => scalar.Text == "true",
        YamlScalar scalar when YamlScalars.TryInteger(scalar, out var number) => number,
        YamlScalar scalar => scalar.Text,
        _ => throw new NotSupportedException(node.GetType().Name),
    };
}
