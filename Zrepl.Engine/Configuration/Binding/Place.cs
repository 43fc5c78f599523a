using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>Where binding is: the path, the file, and upstream's words for what is being built there.</summary>
/// <param name="Session">Takes problems and sources.</param>
/// <param name="File">The file being bound.</param>
/// <param name="Path">The way to the value.</param>
/// <param name="Words">What stands before the message of an illegal value: <c>cannot build snapper: hook config error</c>.</param>
internal sealed record Place(BindingSession Session, string File, ConfigurationPath Path, string Words = "")
{
    public Place Key(string name) => this with { Path = Path.Key(name) };

    public Place Entry(string key) => this with { Path = Path.Entry(key) };

    public Place Index(int index) => this with { Path = Path.Index(index) };

    public Place OfJob(string name) => this with { Path = Path with { Job = name } };

    public Place Within(string words) => words.Length == 0 ? this : this with { Words = Words.Length == 0 ? words : $"{Words}: {words}" };

    /// <summary>The text does not fit the form of the file: kinds, keys, grammars.</summary>
    public void Malformed(YamlNode at, string code, string message, string? hint = null) =>
        Report(at, ProblemSeverity.Error, code, message, hint);

    /// <summary>The form is right, the value is not.</summary>
    public void Illegal(YamlNode at, string message, string? hint = null, string code = ProblemCodes.Illegal) =>
        Report(at, ProblemSeverity.Error, code, Words.Length == 0 ? message : $"{Words}: {message}", hint);

    public void Warn(YamlNode at, string code, string message, string? hint = null) => Report(at, ProblemSeverity.Warning, code, message, hint);

    /// <summary>The node has another kind than the key asks for; in the words of go-yaml.</summary>
    public void WrongKind(YamlNode at, string wanted, string? hint = null)
    {
        var excerpt = at is YamlScalar { IsNull: false } scalar ? $" `{scalar.Excerpt}`" : "";
        Malformed(at, ProblemCodes.WrongKind, $"cannot unmarshal {at.Tag}{excerpt} into {wanted}", hint);
    }

    /// <summary>Go zrepl would refuse this.</summary>
    public void Extends(YamlNode at, string message) =>
        Session.Extensions.Add(new(at.Span ?? SourceSpan.StartOf(File), ProblemSeverity.Info, ProblemCodes.Extension, Path.Text, Path.Job, message));

    private void Report(YamlNode at, ProblemSeverity severity, string code, string message, string? hint) =>
        Session.Problems.Add(new(at.Span ?? SourceSpan.StartOf(File), severity, code, Path.Text, Path.Job, message, hint));
}
