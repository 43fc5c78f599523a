using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>An entry of <c>jobs</c>. Problems in it name the job, and a legal job is noted although others may not be legal.</summary>
internal sealed class JobShape : Shape<JobDefinition>
{
    public static readonly JobShape Instance = new();

    private static readonly TaggedShape<JobDefinition> Types = new("job",
    [
        new Variant<JobDefinition, PushJobDefinition>("push", PushJobSchema.Shape),
        new Variant<JobDefinition, PullJobDefinition>("pull", PullJobSchema.Shape),
        new Variant<JobDefinition, SinkJobDefinition>("sink", SinkJobSchema.Shape),
        new Variant<JobDefinition, SourceJobDefinition>("source", SourceJobSchema.Shape),
        new Variant<JobDefinition, SnapJobDefinition>("snap", SnapJobSchema.Shape),
    ])
    {
        HintForType = type => type == "local" ? "local replication is a push job and a sink job, joined by the transport of type local" : null,
    };

    public override string Title => Types.Title;

    public override string Example => Types.Example;

    public override FieldKind Kind => Types.Kind;

    public override IReadOnlyList<string> Choices => Types.Choices;

    public override IEnumerable<(string Suffix, SectionShape Section)> Sections => Types.Sections;

    public override JsonObject Schema() => Types.Schema();

    public override bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out JobDefinition value)
    {
        if ((node as YamlMapping)?["name"] is YamlScalar { Span: { } span, IsNull: false, Text: { Length: > 0 } name })
        {
            place.Session.Names.Add((name, place.Path.Text, span));
            place = place.OfJob(name);
        }

        if (!Types.TryBind(node, place, out value)) return false;
        place.Session.Jobs.Add(new(value, place.File, place.Path.Text, node.Span ?? SourceSpan.StartOf(place.File)));
        return true;
    }

    public override YamlNode Write(JobDefinition value, bool showsSecrets) => Types.Write(value, showsSecrets);
}
