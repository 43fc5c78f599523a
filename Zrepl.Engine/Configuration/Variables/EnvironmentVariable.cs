namespace Zrepl.Engine.Configuration.Variables;

/// <summary>An environment variable that zrepl reads at start: one row of the table of spec config 15.</summary>
/// <param name="name">The variable.</param>
/// <param name="kind">What its value looks like: <c>duration</c>, <c>whole number</c>, <c>boolean</c>, <c>text</c>.</param>
/// <param name="effect">What it does, for the operator.</param>
public abstract class EnvironmentVariable(string name, string kind, string effect)
{
    /// <summary>The variable.</summary>
    public string Name => name;

    /// <summary>What its value looks like.</summary>
    public string Kind => kind;

    /// <summary>What it does.</summary>
    public string Effect => effect;

    /// <summary>The default as one would write it; empty for "nothing" and for what is found out at run time.</summary>
    public abstract string Default { get; }

    /// <summary>Reads a text.</summary>
    /// <returns>The value and null, or what is wrong with the text.</returns>
    internal abstract (object? Value, string? Problem) Read(string text);

    internal abstract object? DefaultValue { get; }

    internal abstract string Write(object? value);
}

/// <summary>A variable whose value is a <typeparamref name="T"/>.</summary>
public sealed class EnvironmentVariable<T> : EnvironmentVariable
{
    private readonly Func<string, (T Value, string? Problem)> _read;
    private readonly Func<T, string> _write;
    private readonly Lazy<T> _default;

    internal EnvironmentVariable(
        string name, string kind, string effect, Func<T> byDefault, Func<string, (T Value, string? Problem)> read, Func<T, string> write)
        : base(name, kind, effect) => (_read, _write, _default) = (read, write, new(byDefault));

    /// <inheritdoc/>
    public override string Default => _write(_default.Value);

    internal override object? DefaultValue => _default.Value;

    internal override (object? Value, string? Problem) Read(string text) => _read(text);

    // only values of this variable are written, and T says whether they can be null
    internal override string Write(object? value) => _write((T)value!);
}
