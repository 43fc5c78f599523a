using System.Text;
using Zrepl.Web.Live;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>Lines under headings. The indent of a line stands there even if the line is empty, as in Go zrepl. Source: spec A4.1.</summary>
internal sealed class IndentedText
{
    private const int BlanksPerLevel = 3;
    private readonly StringBuilder _text = new();
    private int _level;

    /// <summary>A line; further lines of a text are set under its beginning.</summary>
    /// <param name="text">May have line ends in it.</param>
    /// <param name="hang">Blanks before the further lines.</param>
    public void Line(string text, int hang = BlanksPerLevel)
    {
        var indent = new string(' ', _level * BlanksPerLevel);
        foreach (var (number, line) in text.Split('\n').Index())
            _text.Append(indent).Append(' ', number == 0 ? 0 : hang).Append(OneLineText.Of(line.TrimEnd('\r'))).Append('\n');
    }

    /// <summary>A heading, what is below it, and an empty line.</summary>
    public void Section(string heading, Action body)
    {
        Line(heading);
        _level++;
        body();
        Line("");
        _level--;
    }

    /// <summary>Lines one level deeper.</summary>
    public void Deeper(Action body)
    {
        _level++;
        body();
        _level--;
    }

    public override string ToString() => _text.ToString();
}
