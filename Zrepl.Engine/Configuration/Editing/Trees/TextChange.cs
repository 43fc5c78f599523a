namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>A piece of a text that becomes another one.</summary>
/// <param name="Start">First character that goes.</param>
/// <param name="End">Behind the last one that goes; the same as <paramref name="Start"/> where nothing goes.</param>
/// <param name="Text">What comes there.</param>
internal sealed record TextChange(int Start, int End, string Text)
{
    public string ApplyTo(string text) => string.Concat(text.AsSpan(0, Start), Text, text.AsSpan(End));
}
