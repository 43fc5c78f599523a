using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Variables;

/// <summary>
/// The values of all environment variables, read once at start. Upstream reads each at its first use and panics then if it is not legal.
/// Source: spec config 15.
/// </summary>
public sealed class EnvironmentConstants
{
    private readonly Dictionary<EnvironmentVariable, (object? Value, bool IsSet)> _values;

    private EnvironmentConstants(Dictionary<EnvironmentVariable, (object? Value, bool IsSet)> values) => _values = values;

    /// <summary>What holds without any variable.</summary>
    public static EnvironmentConstants Defaults { get; } = Read(_ => null);

    /// <summary>All variables with their values, for the status document.</summary>
    public IEnumerable<EnvironmentValue> Values =>
        KnownVariables.All.Select(v => new EnvironmentValue(v.Name, v.Write(_values[v].Value), _values[v].IsSet ? "env" : "default"));

    /// <summary>Reads all variables.</summary>
    /// <param name="lookup">Gives the value of a variable, null or empty if it is not set; <see
    /// cref="System.Environment.GetEnvironmentVariable(string)"/> in the daemon.</param>
    /// <exception cref="EnvironmentConstantsException">At least one is not legal; the message names each.</exception>
    public static EnvironmentConstants Read(Func<string, string?> lookup)
    {
        var values = new Dictionary<EnvironmentVariable, (object? Value, bool IsSet)>();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var variable in KnownVariables.All)
        {
            var text = lookup(variable.Name);
            var isSet = !string.IsNullOrEmpty(text);
            var (value, problem) = isSet ? variable.Read(text!) : (variable.DefaultValue, null); // isSet implies a text
            values[variable] = (value, isSet);
            if (problem is not null) problems.Add($"{variable.Name}={text}: {problem}");
        }

        return problems.Count == 0 ? new(values) : throw new EnvironmentConstantsException(problems.ToImmutable());
    }

    /// <summary>The value of a variable.</summary>
    public T Get<T>(EnvironmentVariable<T> variable) => (T)_values[variable].Value!; // T says whether it can be null
}
