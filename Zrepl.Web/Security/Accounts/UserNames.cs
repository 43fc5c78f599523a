namespace Zrepl.Web.Security.Accounts;

/// <summary>Which names users can have: what can be read, typed and logged without doubt.</summary>
public static class UserNames
{
    private const int Longest = 64;

    /// <summary>What is wrong with a name, in a sentence; null if nothing is.</summary>
    public static string? ProblemOf(string name) => name switch
    {
        "" => "A user needs a name.",
        { Length: > Longest } => $"The name is longer than {Longest} characters.",
        _ when !name.All(IsFine) => "A name consists of letters, digits and . _ - @",
        _ => null,
    };

    /// <summary>A name that is one, made from what somebody is called elsewhere.</summary>
    public static string MadeFrom(string name)
    {
        var made = string.Concat(name.Take(Longest).Select(character => IsFine(character) ? character : '_'));
        return made.Length > 0 ? made : "unnamed";
    }

    private static bool IsFine(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '@';
}
