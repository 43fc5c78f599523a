Console.Out.WriteLine("zrepl");
