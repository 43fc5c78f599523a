using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// Who a client is to a passive job. Usable as a dataset component, because a sink receives below <c>root_fs/IDENTITY</c>: no slash, at
/// most 255 characters (spec config 3.7).
/// </summary>
public readonly record struct ClientIdentity
{
    private readonly string? _text;

    private ClientIdentity(string text) => _text = text;

    /// <summary>The identity as written.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This ClientIdentity was never assigned.");

    /// <summary>Reads an identity.</summary>
    /// <exception cref="InvalidNameException">It cannot be a dataset component.</exception>
    public static ClientIdentity Parse(string text) =>
        NameRules.ProblemInComponent(text) is { } problem ? throw new InvalidNameException("client identity", text, problem) : new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
