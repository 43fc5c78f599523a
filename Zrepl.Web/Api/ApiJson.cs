using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Web.Api;

/// <summary>How the REST API writes JSON: camelCase, words for choices, durations in seconds. Source: spec B3.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.RespectNullableAnnotations = options.RespectRequiredConstructorParameters = true; // what is missing is told by name, and not met later
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // application/json, never part of a page
        options.Converters.Add(new JobNames());
        options.Converters.Add(new Seconds());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
    }

    private sealed class JobNames : JsonConverter<JobName>
    {
        public override JobName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JobName.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, JobName value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }

    private sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}
