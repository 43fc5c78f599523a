using System.Text;
using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>JSON strings as Go writes them.</summary>
public sealed class GoJsonTests
{
    [Theory]
    [InlineData("plain tank/a@b", "\"plain tank/a@b\"")]
    [InlineData("\"quoted\" and \\", "\"\\\"quoted\\\" and \\\\\"")]
    [InlineData("&report.StepInfo{<a>}", "\"\\u0026report.StepInfo{\\u003ca\\u003e}\"")]
    [InlineData("\n\r\t\b\f\u0001\u001f\u007f", "\"\\n\\r\\t\\b\\f\\u0001\\u001f\u007f\"")]
    [InlineData("Fürst + 'x' `y` 😀", "\"Fürst + 'x' `y` 😀\"")]
    [InlineData("\u2028\u2029", "\"\\u2028\\u2029\"")]
    public void Escapes_what_go_escapes_and_nothing_else(string text, string expected) => Assert.Equal(expected, Json(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("\"half \ufffd pair\"", Json("half \ud83d pair"));

    private static string Json(string text)
    {
        var json = new StringBuilder();
        GoJson.AppendString(json, text);
        return json.ToString();
    }
}
