using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zrepl.Engine.Units;

/// <summary>Writes and reads times of status documents as <see cref="GoTime"/> says; null stands for Go's zero time.</summary>
public sealed class GoTimeJsonConverter : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && GoTime.TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("a time must be a string in RFC 3339 form");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(GoTime.Format(value));
}
