using System.Globalization;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Ways from a form to the text.</summary>
internal static class FormAddress
{
    /// <summary>The text editor at a line of a file.</summary>
    public static string OfText(string file, int line) => string.Create(CultureInfo.InvariantCulture, $"/configuration?file={Uri.EscapeDataString(file)}&line={line}");
}
