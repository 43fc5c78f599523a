using Zrepl.Web.Data;

namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>What is said at the door when the database is in trouble.</summary>
internal static class DoorWords
{
    /// <summary>What is wrong, that jobs go on, and what to do.</summary>
    public static string Of(DatabaseUnavailableException failure) =>
        $"Nobody can be let in now: {failure.Message}. Jobs go on meanwhile. \"zrepl status\" on this machine shows them without a sign-in.";
}
