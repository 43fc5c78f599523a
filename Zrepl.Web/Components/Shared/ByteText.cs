using System.Globalization;

namespace Zrepl.Web.Components.Shared;

/// <summary>Amounts of bytes in binary units with three significant digits.</summary>
public static class ByteText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>512 B</c>, <c>3.21 GiB</c>, <c>18.2 GiB</c>, <c>412 MiB</c>, <c>0.98 TiB</c>.</summary>
    public static string Of(double bytes)
    {
        var (scaled, unit) = Scale(bytes);
        return $"{Number(scaled, unit)} {Units[unit]}";
    }

    /// <summary>Two amounts in the unit of the second: <c>3.20 of 9.80 GiB</c>.</summary>
    public static string Of(double part, double whole)
    {
        var (scaled, unit) = Scale(whole);
        var shown = Math.Max(0, part) / Math.Pow(1024, unit);
        return $"{Number(shown, unit)} of {Number(scaled, unit)} {Units[unit]}";
    }

    /// <summary><c>412 MiB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => Of(bytesPerSecond) + "/s";

    private static (double Scaled, int Unit) Scale(double bytes)
    {
        var scaled = Math.Max(0, bytes);
        var unit = 0;
        while (scaled >= 999.5 && unit < Units.Length - 1) // four digits would not line up
        {
            scaled /= 1024;
            unit++;
        }

        return (scaled, unit);
    }

    private static string Number(double scaled, int unit)
    {
        var format = scaled switch
        {
            _ when unit == 0 => "0",
            < 9.995 => "0.00",
            < 99.95 => "0.0",
            _ => "0",
        };
        return scaled.ToString(format, CultureInfo.InvariantCulture);
    }
}
