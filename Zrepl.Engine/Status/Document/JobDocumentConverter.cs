using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Zrepl.Engine.Status.Document;

/// <summary>A job is an object with two members: its body, named like its type, and <c>type</c>. Other members are passed over (spec C1).</summary>
internal sealed class JobDocumentConverter : JsonConverter<JobDocument>
{
    private const string TypeMember = "type";
    private const string AttentionMember = "attention";
    private const string StandingMember = "standing";

    public override JobDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var job = JsonDocument.ParseValue(ref reader);
        if (job.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("a job must be an object");
        if (!job.RootElement.TryGetProperty(TypeMember, out var typeValue) || typeValue.GetString() is not { } type)
            throw new JsonException("a job has no member \"type\"");
        if (type == "internal" || JobKinds.Of(type) is not null)
        {
            if (!job.RootElement.TryGetProperty(type, out var body)) throw new JsonException($"a job of type \"{type}\" has no member \"{type}\"");
            return Read(type, body, options) with { Attention = AttentionOf(job.RootElement), Standing = StandingOf(job.RootElement, options) };
        }

        throw new JsonException($"unknown job type \"{type}\"");
    }

    public override void Write(Utf8JsonWriter writer, JobDocument value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(value.Type);
        switch (value)
        {
            case JobDocument.Active active: JsonSerializer.Serialize(writer, active.Body, Info<ActiveDocument>(options)); break;
            case JobDocument.Snap snap: JsonSerializer.Serialize(writer, snap.Body, Info<SnapDocument>(options)); break;
            case JobDocument.Passive passive: JsonSerializer.Serialize(writer, passive.Body, Info<PassiveDocument>(options)); break;
            default: writer.WriteNullValue(); break;
        }

        writer.WriteString(TypeMember, value.Type);
        if (!value.Attention.IsEmpty)
        {
            writer.WriteStartArray(AttentionMember);
            foreach (var line in value.Attention) writer.WriteStringValue(line);
            writer.WriteEndArray();
        }

        if (value.Standing is { } standing)
        {
            writer.WritePropertyName(StandingMember);
            JsonSerializer.Serialize(writer, standing, Info<JobStanding>(options));
        }

        writer.WriteEndObject();
    }

    private static ImmutableArray<string> AttentionOf(JsonElement job) =>
        job.TryGetProperty(AttentionMember, out var lines) && lines.ValueKind == JsonValueKind.Array
            ? [.. lines.EnumerateArray().Where(line => line.ValueKind == JsonValueKind.String).Select(line => line.GetString()!)] // a string is not null
            : [];

    private static JobStanding? StandingOf(JsonElement job, JsonSerializerOptions options) =>
        job.TryGetProperty(StandingMember, out var standing) ? standing.Deserialize(Info<JobStanding>(options)) : null;

    private static JobDocument Read(string type, JsonElement body, JsonSerializerOptions options) => JobKinds.Of(type) switch
    {
        null => new JobDocument.Internal(),
        JobKind.Snap => new JobDocument.Snap(Body<SnapDocument>(type, body, options)),
        JobKind.Push => new JobDocument.Active(JobKind.Push, Body<ActiveDocument>(type, body, options)),
        JobKind.Pull => new JobDocument.Active(JobKind.Pull, Body<ActiveDocument>(type, body, options)),
        { } passive => new JobDocument.Passive(passive, Body<PassiveDocument>(type, body, options)),
    };

    private static T Body<T>(string type, JsonElement body, JsonSerializerOptions options) =>
        body.Deserialize(Info<T>(options)) ?? throw new JsonException($"member \"{type}\" of a job must not be null");

    private static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
